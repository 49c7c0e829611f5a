import { type Fault, toEachArm } from '../fault.ts';

const kill = toEachArm(({ store }) => store.kill());
const start = toEachArm(({ store }) => store.start());
const startAndWait = toEachArm(async ({ store }) => {
  await store.start();
  await store.untilReady();
});

const budget = {
  'app: Redis commandTimeout': '250 ms',
  'app: Redis socketTimeout': '1000 ms',
  'app: Redis maxRetriesPerRequest': '0',
  'app: Redis enableOfflineQueue': 'false',
};

/** What happens to the process of Redis. */
export const storeFaults: readonly Fault[] = [
  {
    fault: 'redis-restarted-empty',
    variant: null,
    needs: 'shared',
    title: 'Redis restarts and has forgotten everything',
    done: 'SIGKILL to Redis, which keeps nothing on disk; it is started again later.',
    advice:
      'Losing sessions signs everybody out, loudly. Losing a denylist lets revoked tokens work again, silently, until they expire: give the denylist a persistent Redis, or replicas that hold a copy and give it back.',
    balancerSettings: [],
    otherSettings: { 'redis: appendonly': 'no', 'redis: save': '(none)' },
    injected: 'Redis killed',
    healed: 'Redis started again, empty',
    inject: async (target) => {
      for (const { store } of target.arms) await store.persist('nothing');
      return kill(target);
    },
    heal: start,
  },
  {
    fault: 'redis-restarted-from-aof',
    variant: null,
    needs: 'shared',
    title: 'Redis restarts with what it had on disk',
    done: 'As before, with an append-only file: SIGKILL, and a later start that reads it.',
    advice:
      'With an append-only file a kill of the process loses no acknowledged write, whatever `appendfsync` says: the kernel has it. The famous second is for the loss of power.',
    balancerSettings: [],
    otherSettings: { 'redis: appendonly': 'yes', 'redis: appendfsync': 'everysec' },
    injected: 'Redis killed',
    healed: 'Redis started again from its file',
    // In force at the next start, so that what the credentials write is already in the file.
    prepare: async (target) => {
      for (const { store } of target.arms) await store.persist('aof');
      await kill(target);
      await startAndWait(target);
    },
    inject: kill,
    heal: start,
    cleanUp: async (target) => {
      for (const { store } of target.arms) await store.persist('nothing');
      await kill(target);
      await startAndWait(target);
    },
  },
  {
    fault: 'redis-down',
    variant: null,
    needs: 'shared',
    title: 'Redis is down and stays down',
    done: 'SIGKILL to Redis; it is started again only after the watch.',
    advice:
      'Decide beforehand what "cannot be asked" means: 503 (fail closed), let in (fail open), or go on with what the replica knows, for a stated time. Answer 503 at once: a request that waits for a connection holds its place for nothing.',
    balancerSettings: [],
    otherSettings: budget,
    injected: 'Redis killed',
    healed: null,
    inject: kill,
    heal: toEachArm(async () => undefined),
    cleanUp: async (target) => {
      await startAndWait(target);
    },
  },
  {
    fault: 'redis-frozen',
    variant: null,
    needs: 'shared',
    title: 'Redis freezes',
    done: 'SIGSTOP to Redis: connections stay open and nothing is answered. SIGCONT later.',
    advice:
      'Nothing breaks, so only a timeout of each command notices. It must be far below the read timeout of the balancer, which else gives up on every replica in turn and takes the routes down that need no Redis.',
    balancerSettings: ['proxy_read_timeout', 'proxy_next_upstream'],
    otherSettings: budget,
    injected: 'Redis frozen',
    healed: 'Redis goes on',
    inject: toEachArm(({ store }) => store.freeze()),
    heal: toEachArm(({ store }) => store.resume()),
  },
  {
    fault: 'redis-flushed',
    variant: null,
    needs: 'shared',
    title: 'Redis is emptied by mistake',
    done: 'FLUSHALL while everything runs.',
    advice:
      'No error anywhere: sessions are gone and revoked tokens work. Forbid the command (ACL), and let replicas notice that the list has begun anew.',
    balancerSettings: [],
    otherSettings: { 'redis: ACL': 'default user, all commands' },
    injected: 'FLUSHALL',
    healed: null,
    isInstant: true,
    inject: toEachArm(({ store }) => store.command('FLUSHALL')),
    heal: toEachArm(async () => undefined),
  },
];
