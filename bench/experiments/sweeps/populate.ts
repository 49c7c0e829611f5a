import { z } from 'zod';
import type { Arm, Store } from '../../../infra/stack/stack.ts';
import { type Account, logIn } from '../../load/credential.ts';

/**
 * Entries written straight into Redis, in the form in which the apps write them. A million logins and logouts over HTTP
 * would take half an hour; so this file alone in the bench knows keys of the apps.
 */
export interface Population {
  readonly contender: string;
  /** Each replica keeps all entries itself, and reads them when it starts. */
  readonly copiedByReplicas: boolean;
  /** Lua. KEYS[1]: a record to copy, or the empty text. ARGV: first number, last number, expiry in ms. */
  readonly script: string;
  /** Of a record that a login makes, to be copied; null when the entry has no content. */
  readonly copiedFrom: string | null;
}

export const populations: readonly Population[] = [
  {
    contender: 'sessions-hardened',
    copiedByReplicas: false,
    copiedFrom: 'sess:*',
    script: `local record = redis.call('GET', KEYS[1])
for index = ARGV[1], ARGV[2] do
  redis.call('SET', string.format('sess:%032d', index), record, 'PXAT', ARGV[3])
end`,
  },
  {
    contender: 'tokens',
    copiedByReplicas: false,
    copiedFrom: null,
    script: `for index = ARGV[1], ARGV[2] do
  redis.call('SET', string.format('deny:urn:lab:tokens:%022d', index), '1', 'PXAT', ARGV[3])
end`,
  },
  {
    contender: 'tokens-pushed',
    copiedByReplicas: true,
    copiedFrom: null,
    script: `for index = ARGV[1], ARGV[2] do
  redis.call('ZADD', '{rev:urn:lab:tokens-pushed}:token', ARGV[3], string.format('%022d', index))
end`,
  },
];

/** Entries per call: Redis serves nobody else meanwhile. */
const batch = 5_000;
const lifeMs = 4 * 60 * 60 * 1_000; // 4 hours: longer than the sweep

export async function fillStore(
  arm: Pick<Arm, 'store' | 'url'>,
  { script, copiedFrom }: Population,
  live: number,
  account: Account,
): Promise<void> {
  const endsAtMs = String(Date.now() + lifeMs);
  const record = copiedFrom === null ? '' : await recordToCopy(arm, copiedFrom, account);
  for (let first = 1; first <= live; first += batch) {
    const last = Math.min(live, first + batch - 1);
    await arm.store.command('EVAL', script, '1', record, String(first), String(last), endsAtMs);
  }
}

const scanReply = z.tuple([z.string(), z.array(z.string())]);

async function recordToCopy(
  { store, url }: Pick<Arm, 'store' | 'url'>,
  pattern: string,
  account: Account,
): Promise<string> {
  await logIn(url, account);
  const reply = await store.command('SCAN', '0', 'MATCH', pattern, 'COUNT', '1000');
  const [, [key]] = scanReply.parse(reply);
  if (key === undefined) throw new Error(`a login left no record ${pattern} behind`);
  return key;
}

/** `used_memory`: what Redis has allocated. */
export async function storeMemoryBytes(store: Pick<Store, 'command'>): Promise<number> {
  const reply = z.string().parse(await store.command('INFO', 'memory'));
  return Number(/^used_memory:(\d+)/m.exec(reply)?.[1]);
}
