import type { Store } from '../../../../infra/stack/stack.ts';
import { type Fault, toEachArm } from '../fault.ts';

/**
 * Room over what Redis uses when it is limited. Small, so that a few thousand records of the size of a session fill
 * it in well under a second, as a flood of sign-ins does over a day.
 */
const roomBytes = 512 * 1024;
const fillerBytes = 1_000;
const fillers = 1_500;
const fillersAtOnce = 100;

/** Written inside Redis: sent from here, they would take the processor from the load. Evicted before each script. */
const writeFillers = `
for number = tonumber(ARGV[1]), tonumber(ARGV[1]) + tonumber(ARGV[2]) - 1 do
  redis.call('SET', 'filler:' .. number, string.rep('x', ARGV[3]), 'EX', '3600')
end`;

/** With and without a time to live like everything that this lab stores; each policy chooses among those differently. */
const policies = ['noeviction', 'allkeys-lru', 'allkeys-random', 'volatile-lru', 'volatile-ttl'];

const advice: Readonly<Record<string, string>> = {
  noeviction:
    'Nothing is lost, and nothing can be written: logins and logouts are answered 503. Alarm on memory long before; a logout that cannot be recorded must say so.',
};

const evictionAdvice =
  'An evicted session is a sign-out; an evicted denylist entry is a revoked token that works again, and no error tells of either. Give the denylist a Redis of its own with `noeviction` and room.';

/** Redis reaches its limit, once with each policy that decides what then happens. */
export const fullStoreFaults: readonly Fault[] = policies.map((policy) => ({
  fault: 'redis-full',
  variant: policy,
  needs: 'shared',
  title: `Redis is full, with ${policy}`,
  done: `maxmemory is set ${roomBytes / 1024} KiB above what is used, with ${policy}; then ${fillers} records of ${fillerBytes} bytes that live for an hour are written.`,
  advice: advice[policy] ?? evictionAdvice,
  balancerSettings: [],
  otherSettings: { 'redis: maxmemory-policy': `noeviction, here ${policy}` },
  injected: `Redis full (${policy})`,
  healed: 'limit lifted, fillers removed',
  inject: toEachArm(({ store }) => fill(store, policy)),
  heal: toEachArm(({ store }) => empty(store)),
}));

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

/** With `noeviction` this is what full means. */
function refusedAsFull(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('OOM'))) throw error;
}

async function empty(store: Store): Promise<void> {
  await store.command('CONFIG', 'SET', 'maxmemory', '0');
  await store.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  const keys = Array.from({ length: fillers }, (_, index) => `filler:${index}`);
  await store.command('UNLINK', ...keys);
}
