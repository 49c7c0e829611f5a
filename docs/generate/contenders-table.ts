import type { Card } from '../../infra/contenders/card.ts';
import { contenders } from '../../infra/contenders/contenders.ts';
import { code } from './json-schema.ts';
import { until } from './names-page.ts';
import { table } from './table.ts';

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
