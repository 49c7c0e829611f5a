import { faults } from '../../bench/experiments/failover/faults.ts';
import { outcomeClass } from '../../bench/result/failover.ts';
import { type ActionName, actionName } from '../../bench/result/revocation.ts';
import type { Card, Revocation } from '../../infra/contenders/card.ts';
import { type Contender, contenders } from '../../infra/contenders/contenders.ts';
import { code, generatedNote, page, table } from './page.ts';

const actions: Readonly<Record<ActionName, string>> = {
  logout: 'the subject ends this credential',
  'logout-all': 'the subject ends every credential they hold',
  'revoked-by-admin': 'an admin ends every credential of the subject',
  'account-disabled': 'an admin disables the account, which also ends its credentials',
  demoted:
    'an admin takes the role away; the credential stays, and must lose the rights of that role',
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
      '`apps/*/contender.yaml`, `bench/experiments/failover/faults/*.ts`, `bench/result/failover.ts`, `bench/result/revocation.ts`',
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
    '## The advice that each contender follows',
    'The pages that its card names under `documentation`. [Disputes](../disputes.md) says what to do if you know better advice.',
    table(
      ['name', 'library', 'algorithm', 'pages'],
      contenders.map((one) => [
        code(one.contender),
        one.library ?? 'none',
        one.algorithm ?? 'none',
        one.documentation.length === 0 ? 'none' : one.documentation.map(webLink).join('<br>'),
      ]),
    ),
    '## Faults',
    table(
      ['name', 'what is done'],
      faults.map(({ name, summary }) => [code(name), summary]),
    ),
    '## Ways of revoking',
    table(
      ['name', 'what is done'],
      actionName.options.map((name) => [code(name), actions[name]]),
    ),
    '## How a request ends',
    'Each request has exactly one outcome. The first three are no failures.',
    table(
      ['outcome', 'meaning'],
      outcomeClass.options.map((name) => [code(name), outcomes[name]]),
    ),
  ]);
}

/** A link whose text is the address without its protocol. */
function webLink(address: string): string {
  return `[${address.replace('https://', '')}](${address})`;
}

/** How long a revoked credential works, in words. */
const until: Readonly<Record<Revocation['holds'], string>> = {
  'next-request': 'the next request',
  pushed: 'the push has arrived',
  cached: 'the copy is too old',
  expiry: 'it expires',
  none: 'it issues no credential',
};

function guaranteeInWords({ guarantee: { revocation, except } }: Contender): string {
  const exceptions = except.map(
    (each) =>
      `${each.actions.map(code).join(', ')}: until ${until[each.revocation.holds]} (${each.because})`,
  );
  return [until[revocation.holds], ...exceptions].join('; ');
}

const start = '<!-- docs/reference.ts -->';
const end = '<!-- end -->';

/**
 * The text of apps/README.md, in which the table between the two markers follows from the cards.
 * @throws TypeError when the page lacks a marker
 */
export function withContendersTable(page: string): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new TypeError(`the page lacks "${start}" or "${end}"`);
  return `${page.slice(0, from)}${start}\n${contendersTable()}\n${page.slice(to)}`;
}

function contendersTable(): string {
  return table(
    [
      'contender',
      'checked on a request',
      'round trips',
      'after a logout, works until',
      'without Redis',
    ],
    contenders.map((each) => [
      `[${code(each.contender)}](${each.folder.replace(/^apps\//, '')})`,
      each.check,
      String(each.request.roundTrips),
      until[each.guarantee.revocation.holds],
      withoutRedis[each.whileRedisIsAway],
    ]),
  );
}

const withoutRedis: Readonly<Record<Card['whileRedisIsAway'], string>> = {
  refuses: '503',
  'serves-until-stale': 'serves until stale, then 503',
  serves: 'serves; logins 503',
  'serves-and-logs-in': 'serves, logs in',
};
