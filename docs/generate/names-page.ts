import { type FaultName, faultName, outcomeClass } from '../../bench/result/failover.ts';
import { type ActionName, actionName } from '../../bench/result/revocation.ts';
import type { Revocation } from '../../infra/contenders/card.ts';
import { type Contender, contenders } from '../../infra/contenders/contenders.ts';
import { code } from './json-schema.ts';
import { generatedNote, page, table } from './table.ts';

/** What is done to the lab, in one line. The type makes the list complete: a new fault does not compile without one. */
const faults: Readonly<Record<FaultName, string>> = {
  none: 'nothing: the trial that the others are held against',
  'replica-killed': 'SIGKILL to one replica that has nothing to do',
  'replica-killed-busy': 'SIGKILL to one replica while requests are in it',
  'replica-frozen': 'SIGSTOP to one replica: alive, its sockets open, and silent',
  'replica-drained': 'SIGTERM to one replica: it finishes what it has and goes',
  'rolling-restart': 'every replica in turn: drained, started, ready, then the next',
  'host-lost': 'the address of one replica leads nowhere: packets are not even refused',
  'replica-cut-from-redis': 'one replica cannot reach Redis; the others can',
  'push-link-cut': 'only the connection that carries pushed revocations is cut',
  'redis-restarted-empty': 'Redis is killed and started again with nothing in it',
  'redis-restarted-from-aof': 'Redis is killed and started again from its append-only file',
  'redis-down': 'Redis is killed and stays down',
  'redis-frozen': 'SIGSTOP to Redis: connections open, no answers',
  'redis-slow': 'every answer of Redis comes late',
  'redis-flushed': 'FLUSHALL: Redis runs on, with nothing in it',
  'redis-full': 'Redis has reached its memory limit',
  'redis-failover': 'Sentinel makes a replica the master that had not received everything',
  'clock-skewed': 'the clock of one replica is wrong',
  'keys-lost': 'the signing key, or the session secret, is gone after a restart',
  'balancer-reloaded': 'nginx reads its configuration again: new workers, old ones finish',
  'balancer-worker-killed': 'SIGKILL to one nginx worker',
  'library-defaults':
    'Redis freezes, and the clients have the limits their library comes with: none',
};

const actions: Readonly<Record<ActionName, string>> = {
  logout: 'the subject ends this credential',
  'logout-all': 'the subject ends every credential they hold',
  'revoked-by-admin': 'an admin ends every credential of the subject',
  'account-disabled': 'an admin disables the account, which also ends its credentials',
  demoted: 'an admin takes the role away; the credential stays, what it may do must not',
  'key-withdrawn': 'the signing key is taken out of the key set',
  'refresh-replayed': 'a refresh token is used a second time: its family ends',
};

const outcomes: Readonly<Record<(typeof outcomeClass.options)[number], string>> = {
  ok: 'the right answer in time',
  slow: 'the right answer, late',
  retried: 'the right answer, at the second replica that nginx asked',
  '5xx': 'an answer that says that something broke',
  reset: 'the connection broke before the answer was whole',
  refused: 'no connection',
  timeout: 'no answer in time',
  'false-reject': 'a valid credential, answered 401',
  'false-accept': 'a revoked credential, answered 200',
};

/** The page on the names that a command line and `results.json` take: contenders, faults, actions, outcomes. */
export function namesPage(): string {
  return page([
    '# Contenders, faults, actions',
    generatedNote(
      '`apps/*/contender.yaml`, `bench/result/failover.ts`, `bench/result/revocation.ts`',
    ),
    '## Contenders',
    table(
      [
        'name',
        'app',
        'what is checked on each request',
        'round trips',
        'a revoked credential works until',
      ],
      contenders.map((one) => [
        code(one.contender),
        code(one.app),
        one.check,
        String(one.request.roundTrips),
        guaranteeInWords(one),
      ]),
    ),
    '## Faults',
    table(
      ['name', 'what is done'],
      faultName.options.map((name) => [code(name), faults[name]]),
    ),
    '## Ways of revoking',
    table(
      ['name', 'what is done'],
      actionName.options.map((name) => [code(name), actions[name]]),
    ),
    '## How a request ends',
    'Exactly one for each request. The first three are no failure.',
    table(
      ['outcome', 'meaning'],
      outcomeClass.options.map((name) => [code(name), outcomes[name]]),
    ),
  ]);
}

/** How long a revoked credential works, in words. */
export const until: Readonly<Record<Revocation['holds'], string>> = {
  'next-request': 'the next request',
  pushed: 'the push has arrived',
  cached: 'the copy is too old',
  expiry: 'it expires',
  none: 'there is none',
};

function guaranteeInWords({ guarantee: { revocation, except } }: Contender): string {
  const exceptions = except.map(
    (each) =>
      `${each.actions.map(code).join(', ')}: until ${until[each.revocation.holds]} (${each.because})`,
  );
  return [until[revocation.holds], ...exceptions].join('; ');
}
