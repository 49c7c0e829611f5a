import type { Result } from '../../result/result.ts';
import { decide, type Row } from '../decide/decision.ts';
import { costName } from '../evidence/configuration.ts';
import { aaOutcome } from '../evidence/trust.ts';
import { names } from '../format.ts';
import { mostNamed } from '../verdicts/subject.ts';
import { type Cost, rangeOf, times } from './cost.ts';

/** Three questions that decide most cases, each answered by the run in at most 25 words. */
export function guidance(result: Result): string[] {
  const isNoise = aaOutcome(result) === 'different';
  const rows = decide(result, []).rows.map((row) => (isNoise ? { ...row, cost: null } : row));
  const hasRaces = (result.revocation?.races.length ?? 0) > 0;
  return [
    `Must a logout hold at once? ${logoutAnswer(rows, hasRaces)}`,
    `May a lost Redis let revoked credentials in? ${lostRedisAnswer(rows)}`,
    `Is CPU what you pay for? ${isNoise ? 'This run cannot say: two identical copies came out different.' : cpuAnswer(rows)}`,
  ];
}

const untold = 'This run did not try it.';

/** The contenders of which the run tried all of these needs. */
function triedOf(rows: readonly Row[], needs: readonly string[]): Row[] {
  return rows.filter(({ findings }) =>
    needs.every((need) => typeof findings.get(need)?.holds === 'boolean'),
  );
}

function meets(row: Row, need: string): boolean {
  return row.findings.get(need)?.holds === true;
}

function logoutAnswer(rows: readonly Row[], hasRaces: boolean): string {
  const needs = ['logout-now', 'stays-out'];
  const tried = triedOf(rows, needs);
  if (tried.length === 0) return untold;
  const held = tried.filter((row) => needs.every((need) => meets(row, need)));
  const races = hasRaces ? ', races included' : '';
  const least = extreme(held, (one, other) => one.high - other.high);
  const cheapest = least === null ? '' : `; cheapest of them: ${priced(least)}`;
  return `${held.length} of ${tried.length} accepted nothing after it${races}${cheapest}.`;
}

function lostRedisAnswer(rows: readonly Row[]): string {
  const [thieves, users] = ['store-empty-thieves', 'store-empty-users'];
  const tried = triedOf(rows, [thieves, users]);
  if (tried.length === 0) return untold;
  const without = (need: string) => tried.filter((row) => !meets(row, need)).length;
  const neither = tried
    .filter((row) => meets(row, thieves) && meets(row, users))
    .map(({ contender }) => contender);
  const who = neither.length > mostNamed ? `${neither.length}` : names(neither);
  const safe =
    neither.length === 0
      ? 'none does neither'
      : `${who} ${neither.length === 1 ? 'does' : 'do'} neither`;
  return `${without(thieves)} of ${tried.length} let them in, ${without(users)} sign users out; ${safe}.`;
}

function cpuAnswer(rows: readonly Row[]): string {
  const least = extreme(rows, (one, other) => one.high - other.high);
  const most = extreme(rows, (one, other) => other.low - one.low);
  if (least === null || most === null) return 'This run measured no cost.';
  if (least.contenders.some((each) => most.contenders.includes(each))) {
    return `This run cannot tell the cheapest from the dearest, from ${timesFloor(least.value)} on.`;
  }
  return `Cheapest: ${priced(least)}; dearest: ${priced(most)}.`;
}

interface Extreme {
  readonly contenders: readonly string[];
  /** Of the first by its estimate. */
  readonly value: number;
}

/** The first in this order, and all whose intervals overlap that of the first. Null: none has a cost. */
function extreme(rows: readonly Row[], order: (one: Cost, other: Cost) => number): Extreme | null {
  const costed = rows.flatMap(({ contender, cost }) => {
    const range = rangeOf(cost);
    return range === null ? [] : [{ contender, range }];
  });
  const [first] = costed.toSorted((one, other) => order(one.range, other.range));
  if (first === undefined) return null;
  const alike = costed.filter(
    ({ range }) => range.low <= first.range.high && first.range.low <= range.high,
  );
  return { contenders: alike.map(({ contender }) => contender), value: first.range.value };
}

/** `tokens (ES256, jose), 3.39 × floor`. Several that the run cannot tell apart are counted. */
function priced({ contenders, value }: Extreme): string {
  const [only = ''] = contenders;
  return contenders.length === 1
    ? `${costName(only)}, ${timesFloor(value)}`
    : `${contenders.length} alike, about ${timesFloor(value)}`;
}

/** Without a place for a line to break. */
function timesFloor(value: number): string {
  return `${times(value)}\u00a0×\u00a0\`floor\``;
}
