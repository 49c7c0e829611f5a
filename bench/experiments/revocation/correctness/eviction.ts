import { setTimeout as delay } from 'node:timers/promises';
import type { Store } from '../../../../infra/stack/stack.ts';
import { type Credential, logInMany } from '../../../load/credential.ts';
import { logOut } from '../../../load/revoke.ts';
import { evictionRow } from '../../../result/revocation-findings.ts';
import { usedMemoryBytes } from '../../metrics.ts';
import { askAt, type CaseRow, type CaseTrial, type CorrectnessCase, pushedMs } from './case.ts';

const policies = [
  'noeviction',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
] as const;

const credentialsPerPolicy = 40;
/** The store is given this much beyond what it uses, and then filled with several times as much. */
const roomBytes = 1_000_000;
const fillBatches = 12;
/** KEYS: none. ARGV: batch. 500 values of 1 KB with the life of a session: what others keep in the same store. */
const fill = `
for index = 1, 500 do
  redis.call('SET', 'filler:' .. ARGV[1] .. ':' .. index, string.rep('x', 1000), 'EX', 3600)
end
return 500`;

/**
 * A full store under each policy of `maxmemory-policy`. An evicted session signs its user out, loudly; an evicted
 * denylist entry un-revokes, silently. With `noeviction` neither is lost, and nothing new can be revoked.
 */
export const eviction: CorrectnessCase = {
  name: 'eviction',
  appliesTo: () => true,
  async run(trial) {
    const rows: CaseRow[] = [];
    for (const policy of policies) rows.push(await tryPolicy(trial, policy));
    return rows;
  },
};

async function tryPolicy(trial: CaseTrial, policy: string): Promise<CaseRow> {
  const { store, url } = trial.arm;
  const accounts = Array.from({ length: credentialsPerPolicy }, trial.nextAccount);
  const credentials = await logInMany(url, accounts);
  const half = credentials.length / 2;
  const [revoked, valid] = [credentials.slice(0, half), credentials.slice(half)];
  for (const credential of revoked) await logOut(url, credential);
  await delay(pushedMs);
  const outcome = await whileFull(store, policy, async () => ({
    unrevoked: await countStatus(url, revoked, 200),
    signedOut: await countStatus(url, valid, 401),
    logout: (await logOut(url, valid[0] ?? never())).status,
  }));
  return rowOf(policy, half, outcome);
}

interface Outcome {
  readonly unrevoked: number;
  readonly signedOut: number;
  readonly logout: number;
}

function rowOf(policy: string, half: number, { unrevoked, signedOut, logout }: Outcome): CaseRow {
  const silent = logout === 204 || logout === 401 || logout === 503;
  const row = evictionRow({
    policy,
    revoked: half,
    acceptedAgain: unrevoked,
    valid: half,
    signedOut,
  });
  return {
    case: row.case,
    expected:
      'no revoked credential accepted; a logout either recorded (204) or refused as impossible (503)',
    observed: `${row.observed}; a logout while full ${logout}`,
    ok: unrevoked === 0 && silent,
    explanation:
      unrevoked > 0
        ? 'this policy evicts entries of the denylist, and with them the revocations: a denylist needs noeviction, or a store of its own'
        : signedOut > 0
          ? 'this policy evicts sessions: their users have to log in again, and no revoked credential is let in'
          : 'nothing of the credentials was evicted',
    source: 'Redis documentation, key eviction (maxmemory-policy)',
  };
}

async function whileFull<T>(store: Store, policy: string, act: () => Promise<T>): Promise<T> {
  const used = await usedMemoryBytes(store);
  await store.command('CONFIG', 'SET', 'maxmemory-policy', policy);
  await store.command('CONFIG', 'SET', 'maxmemory', String(used + roomBytes));
  try {
    await fillStore(store);
    return await act();
  } finally {
    await store.command('CONFIG', 'SET', 'maxmemory', '0');
    await store.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    for (let batch = 0; batch < fillBatches; batch++) {
      const names = Array.from({ length: 500 }, (_, index) => `filler:${batch}:${index + 1}`);
      await store.command('UNLINK', ...names);
    }
  }
}

/** Redis makes room before each command, so it is filled in batches; one that finds no room says OOM. */
async function fillStore(store: Store): Promise<void> {
  for (let batch = 0; batch < fillBatches; batch++) {
    try {
      await store.command('EVAL', fill, '0', String(batch));
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('OOM'))) throw error;
      return;
    }
  }
}

async function countStatus(
  url: string,
  credentials: readonly Credential[],
  status: number,
): Promise<number> {
  let count = 0;
  for (const { headers } of credentials) if ((await askAt(url, headers)) === status) count += 1;
  return count;
}

function never(): never {
  throw new RangeError('there are credentials');
}
