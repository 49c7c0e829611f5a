import { setTimeout as delay } from 'node:timers/promises';
import { not, recordsInMemory, scatteredUsers } from '../contender-kinds.ts';
import { sessionsEndWithTheReplica } from '../expectation.ts';
import { type Fault, retry, toEachArm, victimOf } from '../fault.ts';
import { startVictims } from '../restart.ts';

/** Long enough that a request of the load is inside the replica when it is killed. */
const holdBeforeKillMs = 300;

const notRepeated = 'nginx, ngx_http_proxy_module: proxy_next_upstream, non_idempotent';

export const fault: Fault = {
  name: 'replica-killed-busy',
  place: 20,
  summary: 'SIGKILL to one replica while requests are in it',
  breaks: 'replica',
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
  expectations: [
    {
      contenders: [not(recordsInMemory)],
      outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed', 'failed'] },
      reason:
        'A GET that was inside is repeated. A POST that was inside is not: 502, when one was.',
      source: notRepeated,
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['served', 'slowed', 'failed'] },
      reason: 'Two of three requests are refused as always; a POST that was inside gets 502.',
      source: notRepeated,
    },
    sessionsEndWithTheReplica,
  ],
};
