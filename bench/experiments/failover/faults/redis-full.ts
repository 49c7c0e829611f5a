import type { Store } from '../../../../infra/stack/stack.ts';
import {
  askedList,
  every,
  pushedList,
  recordsInMemory,
  recordsInRedis,
  signatureOnly,
} from '../contender-kinds.ts';
import { type Fault, toEachArm } from '../fault.ts';

/**
 * Room over what Redis uses when it is limited. Small, so that a few thousand records of the size of a session fill
 * it in well under a second, as a flood of sign-ins does over a day.
 */
const roomBytes = 512 * 1024;
const fillerBytes = 1_000;
const fillers = 1_500;
const fillersAtOnce = 100;

/**
 * Redis itself writes them: sent from here, they would take the processor from the load. Redis evicts before each
 * script.
 */
const writeFillers = `
for number = tonumber(ARGV[1]), tonumber(ARGV[1]) + tonumber(ARGV[2]) - 1 do
  redis.call('SET', 'filler:' .. number, string.rep('x', ARGV[3]), 'EX', '3600')
end`;

/** These policies surely evict what the contenders store: at random, or what ends soonest, which is what they store. */
const certain = ['allkeys-random', 'volatile-ttl'];
/** These evict what was used least lately, of a small sample: it depends. */
const byChance = ['allkeys-lru', 'volatile-lru'];
/** What this lab stores has a time to live; each policy chooses differently among keys with one and without one. */
const policies = ['noeviction', 'allkeys-lru', 'allkeys-random', 'volatile-lru', 'volatile-ttl'];

const nothingLost =
  'Nothing is lost, and nothing can be written: logins and logouts are answered 503. Alarm on memory long before; a logout that cannot be recorded must say so.';
const evicted =
  'An evicted session is a sign-out; an evicted denylist entry is a revoked token that works again, and no error tells of either. Give the denylist a Redis of its own with `noeviction` and room.';

const eviction = 'Redis documentation, key eviction: maxmemory-policy';

/** Redis reaches its limit, once with each policy that decides what happens then. */
export const fault: Fault = {
  name: 'redis-full',
  place: 150,
  summary: 'Redis has reached its memory limit',
  breaks: 'redis',
  forms: policies.map((policy) => ({
    variant: policy,
    title: `Redis is full, with ${policy}`,
    done: `maxmemory is set ${roomBytes / 1024} KiB above what is used, with ${policy}; then ${fillers} records of ${fillerBytes} bytes that live for an hour are written.`,
    advice: policy === 'noeviction' ? nothingLost : evicted,
    otherSettings: { 'redis: maxmemory-policy': `noeviction, here ${policy}` },
    injected: `Redis full (${policy})`,
    healed: 'limit lifted, fillers removed',
    inject: toEachArm(({ store }) => fill(store, policy)),
    heal: toEachArm(({ store }) => empty(store)),
  })),
  expectations: [
    {
      variants: ['noeviction'],
      contenders: [every],
      outcome: {},
      reason:
        'Reading goes on and nothing is lost. Writing fails: logins, carts, and logouts of tokens are answered 503.',
      source: eviction,
    },
    {
      variants: certain,
      contenders: [recordsInRedis],
      outcome: { users: ['signed-out'], lasting: [true] },
      reason: 'Sessions are evicted, without an error: their users are signed out.',
      source: eviction,
    },
    {
      variants: byChance,
      contenders: [recordsInRedis],
      outcome: { users: ['served', 'signed-out'], lasting: [true, false] },
      reason: 'Sessions that were not used in the last second may be evicted.',
      source: eviction,
    },
    {
      variants: certain,
      contenders: [askedList],
      outcome: { revoked: ['accepted'], lasting: [true] },
      reason: 'Entries of the list are evicted, without an error: their tokens work again.',
      source: eviction,
    },
    {
      variants: byChance,
      contenders: [askedList],
      outcome: { revoked: ['refused', 'accepted'], lasting: [true, false] },
      reason: 'Entries that no request looked up in the last second may be evicted.',
      source: eviction,
    },
    {
      variants: [...certain, ...byChance],
      contenders: [recordsInMemory, signatureOnly, pushedList],
      outcome: {},
      reason: 'What judges a credential is in the replica.',
      source: 'apps/README.md: table of differences',
    },
  ],
};

async function fill(store: Store, policy: string): Promise<void> {
  const usedBytes = Number(
    /used_memory:(\d+)/.exec(String(await store.command('INFO', 'memory')))?.[1],
  );
  await store.command('CONFIG', 'SET', 'maxmemory-policy', policy);
  await store.command('CONFIG', 'SET', 'maxmemory', String(usedBytes + roomBytes));
  for (let first = 0; first < fillers; first += fillersAtOnce) {
    const sizes = [first, fillersAtOnce, fillerBytes].map(String);
    await store.command('EVAL', writeFillers, '0', ...sizes).catch(refusedAsFull);
  }
}

/** With `noeviction` a full Redis refuses to write. */
function refusedAsFull(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('OOM'))) throw error;
}

async function empty(store: Store): Promise<void> {
  await store.command('CONFIG', 'SET', 'maxmemory', '0');
  await store.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  const keys = Array.from({ length: fillers }, (_, index) => `filler:${index}`);
  await store.command('UNLINK', ...keys);
}
