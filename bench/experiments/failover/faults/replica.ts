import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, toEachArm, victimOf } from '../fault.ts';
import { createStarter, restartInTurn } from '../restart.ts';

/** Replica 2 of each arm comes back, few at a time. */
const startVictims: Fault['heal'] = (target) => {
  const start = createStarter();
  return toEachArm((arm) => start(victimOf(arm)))(target);
};

/** Long enough that a request of the load is inside the replica when it is killed. */
const holdBeforeKillMs = 300;

const ejection = ['server max_fails', 'server fail_timeout'];
const retry = ['proxy_next_upstream', 'proxy_next_upstream_tries', 'proxy_next_upstream_timeout'];

/** What happens to one replica, or to all in turn. */
export const replicaFaults: readonly Fault[] = [
  {
    fault: 'replica-killed',
    variant: null,
    needs: 'shared',
    title: 'An idle replica is killed',
    done: 'SIGKILL to replica 2 in a moment in which no request is under way; its address stays, so connections are refused. It is started again later.',
    advice:
      'A refused connection is safe to repeat, also for POST: let the balancer try another replica, and share its state between workers (`zone`) so that only one request pays. Keep credentials out of the memory of a replica.',
    balancerSettings: [...ejection, ...retry, 'upstream zone'],
    injected: 'replica 2 killed',
    healed: 'replica 2 started again',
    restartsReplicas: true,
    inject: ({ arms, quiet }) =>
      toEachArm(async (arm) => {
        await quiet(arm);
        await victimOf(arm).kill();
      })({ arms }),
    heal: startVictims,
  },
  {
    fault: 'replica-killed-busy',
    variant: null,
    needs: 'shared',
    title: 'A replica is killed with requests inside',
    done: `Replica 2 is stopped for ${holdBeforeKillMs} ms, so that requests are inside, and then killed.`,
    advice:
      'A balancer repeats a GET whose connection broke, and rightly not a POST. Make writes idempotent (a key that the client chooses) and let the client repeat them.',
    balancerSettings: retry,
    injected: 'replica 2 killed while busy',
    healed: 'replica 2 started again',
    restartsReplicas: true,
    inject: toEachArm(async (arm) => {
      await victimOf(arm).freeze();
      await delay(holdBeforeKillMs);
      await victimOf(arm).kill();
    }),
    heal: startVictims,
  },
  {
    fault: 'replica-frozen',
    variant: null,
    needs: 'shared',
    title: 'A replica freezes',
    done: 'SIGSTOP to replica 2: its sockets stay open and the kernel goes on accepting connections for it. SIGCONT later.',
    advice:
      'Connections still succeed, so only the read timeout notices. Keep it short: about (rate / replicas) x timeout requests are hurt before the first one ends. Every `fail_timeout` one more request pays to find out whether the replica is back.',
    balancerSettings: ['proxy_connect_timeout', 'proxy_read_timeout', ...ejection, ...retry],
    // The balancer waits two seconds for it before it gives up; a second of requests shall see that.
    holdsAtLeastMs: 3_000,
    injected: 'replica 2 frozen',
    healed: 'replica 2 goes on',
    inject: toEachArm((arm) => victimOf(arm).freeze()),
    heal: toEachArm((arm) => victimOf(arm).resume()),
  },
  {
    fault: 'replica-drained',
    variant: null,
    needs: 'shared',
    title: 'A replica is drained',
    done: 'SIGTERM to replica 2: it stops listening, finishes what is in flight, asks for its connections back, exits. It is started again later.',
    advice:
      'Stop listening first, serve what is open, answer `Connection: close`, and let the balancer close idle connections before the app does (upstream `keepalive_timeout` below the time the app waits).',
    balancerSettings: ['upstream keepalive_timeout', ...retry],
    otherSettings: { 'app: keepAliveTimeout': '120 s', 'app: DRAIN_DEADLINE_MS': '10000' },
    injected: 'replica 2 drained',
    healed: 'replica 2 started again',
    restartsReplicas: true,
    inject: toEachArm((arm) => victimOf(arm).drain()),
    heal: startVictims,
  },
  {
    fault: 'rolling-restart',
    variant: null,
    needs: 'shared',
    title: 'All replicas are restarted in turn',
    done: 'Each replica in turn: SIGTERM, wait until it is gone, start, wait until it is ready and until the balancer asks it again.',
    advice:
      'Wait longer than `fail_timeout` between two replicas, or two of three are left out at once. Readiness must wait for what the replica needs to decide (its copy of the denylist). Sessions in memory do not survive it in any order.',
    balancerSettings: ['upstream keepalive_timeout', ...ejection],
    injected: 'rolling restart begins',
    healed: null,
    isInstant: true,
    restartsReplicas: true,
    inject: (target) => {
      const start = createStarter();
      return toEachArm((arm) => restartInTurn(arm, start))(target);
    },
    heal: toEachArm(async () => undefined),
  },
  {
    fault: 'host-lost',
    variant: null,
    needs: 'shared',
    drivers: ['compose'],
    title: 'The host of a replica is lost',
    done: 'The address of replica 2 disappears from the network: packets to it lead nowhere. It comes back later.',
    advice:
      'Nobody refuses: without a short connect timeout each attempt waits for the operating system (three seconds and more).',
    balancerSettings: ['proxy_connect_timeout', ...ejection, ...retry],
    injected: 'address of replica 2 lost',
    healed: 'address of replica 2 back',
    inject: toEachArm((arm) => victimOf(arm).loseAddress()),
    heal: toEachArm((arm) => victimOf(arm).regainAddress()),
  },
];
