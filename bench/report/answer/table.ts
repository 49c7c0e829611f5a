import { contenders } from '../../../infra/contenders/contenders.ts';
import { headlineOf } from '../../result/headline.ts';
import type { Result } from '../../result/result.ts';
import type { ActionName } from '../../result/revocation.ts';
import { type Cell, left, type Table } from '../document.ts';
import { signedAlike } from '../evidence/configuration.ts';
import { isSmoke } from '../evidence/shown.ts';
import { enumerate, name } from '../format.ts';
import { trustStatement } from '../sections/trust.ts';
import { toneSigns } from '../tone.ts';
import { metricName } from '../verdicts/lookup.ts';
import { revocationOutcome } from '../verdicts/revocation.ts';
import type { Answer, AnswerCell, AnswerColumn, AnswerRow, Said } from './answer.ts';
import { costCell, tripsCell } from './cost.ts';
import { deadReplicaCell, emptyRedisCell, hangingRedisCell } from './faults.ts';
import { revocationCell } from './revocation.ts';

/** The revoking actions that have a column. */
const shownActions: readonly ActionName[] = ['logout', 'demoted'];

interface Asked extends AnswerColumn {
  readonly cellOf: (result: Result, contender: string) => Said;
}

const columns: readonly Asked[] = [
  { label: 'cost ÷ `floor`', short: 'cost ÷ floor', cellOf: costCell },
  { label: 'trips', short: 'trips', cellOf: tripsCell },
  {
    label: 'accepted after logout',
    short: 'logout',
    cellOf: (result, contender) => revocationCell(result, contender, 'logout'),
  },
  {
    label: 'old role after demotion',
    short: 'demotion',
    cellOf: (result, contender) => revocationCell(result, contender, 'demoted'),
  },
  { label: 'Redis lost its data', short: 'lost', cellOf: emptyRedisCell },
  { label: 'Redis hangs', short: 'hangs', cellOf: hangingRedisCell },
  { label: 'a replica dies', short: 'dies', cellOf: deadReplicaCell },
];

/**
 * One row for each contender of the run. `floor` is none of them: it guards nothing.
 *
 * @param places ids that the page has; a cell leads to the first of its places that is among them.
 */
export function answerOf(result: Result, places: ReadonlySet<string>): Answer {
  const shown = columns.filter((column) => !(isSmoke(result) && column.cellOf === costCell));
  const rows = result.contenders
    .filter(({ app }) => app !== 'floor')
    .map(({ contender }): AnswerRow => {
      const cells = shown.map(({ cellOf }) => linked(cellOf(result, contender), places));
      return { contender, cells };
    });
  return {
    trust: trustStatement(result),
    caption: captionOf(result),
    columns: shown.map(({ label, short }) => ({ label, short })),
    rows,
    axis: axisOf(rows),
    notes: [
      `${toneSigns.good} held, ${toneSigns.neutral} as announced or as before the fault, ${toneSigns.warn} costs users or time, ${toneSigns.bad} a revoked credential works.`,
      signedAlike(rows.map(({ contender }) => contender)),
      rememberedNote(rows),
      livesNote(result),
      result.failover === null ? '' : 'Figures of a fault count requests.',
    ].filter((note) => note !== ''),
  };
}

/** What kind of token the cost of a contender is that of, where a replica remembers what it has verified. */
function rememberedNote(rows: readonly AnswerRow[]): string {
  const withCost = rows.filter(({ cells }) => cells.some(({ range }) => range !== null));
  const remembering = contenders
    .filter(({ remembersSignatures }) => remembersSignatures)
    .map(({ contender }) => contender)
    .filter((contender) => withCost.some((row) => row.contender === contender))
    .map(name);
  return remembering.length === 0
    ? ''
    : `The cost of ${enumerate(remembering)} is that of tokens which the replica has seen before.`;
}

/** The lives in the table are those of the cards: a watch is shorter. */
function livesNote({ revocation }: Result): string {
  const isLife = (revocation?.summary ?? []).some(
    (row) => shownActions.includes(row.action) && revocationOutcome(row) === 'until-expiry',
  );
  return isLife
    ? 'Where only expiry ends what was revoked, its life stands there: it was still accepted when the watch ended, and the rest was not waited for.'
    : '';
}

function captionOf(result: Result): string {
  const cost = isSmoke(result)
    ? 'A smoke run tells no cost'
    : `Cost: ${metricName(headlineOf(result.lookup))}, with its 95\u00a0% interval`;
  return `${cost}. Trips: round trips to Redis, for each request.`;
}

function linked({ evidence, ...cell }: Said, places: ReadonlySet<string>): AnswerCell {
  const place = evidence.find((id) => places.has(id));
  return { ...cell, href: place === undefined ? null : `#${place}` };
}

/** From the floor itself to the dearest upper end. */
function axisOf(rows: readonly AnswerRow[]): Answer['axis'] {
  const ranges = rows.flatMap(({ cells }) => cells.flatMap(({ range }) => range ?? []));
  if (ranges.length === 0) return null;
  return {
    from: Math.min(1, ...ranges.map(({ low }) => low)),
    to: Math.max(...ranges.map(({ high }) => high)),
  };
}

/** The sign of a cell, then its words. */
export function cellText({
  tone,
  signed,
  text,
}: Pick<AnswerCell, 'tone' | 'signed' | 'text'>): string {
  return signed ? `${toneSigns[tone]}\u00a0${text}` : text;
}

export interface Wording {
  readonly labels: 'full' | 'short';
  readonly cells: 'full' | 'short';
}

/** The answer as a plain table: in full words, or in the few characters that a terminal or a page has. */
export function answerTable({ caption, columns, rows }: Answer, wording: Wording): Table {
  const cellOf = (cell: AnswerCell): Cell => ({
    text: cellText(wording.cells === 'short' ? { ...cell, text: cell.short } : cell),
    tone: cell.tone,
    ...(cell.href === null ? {} : { href: cell.href }),
  });
  const labels = columns.map(({ label, short }) => (wording.labels === 'short' ? short : label));
  return {
    caption,
    columns: ['contender', ...labels].map(left),
    rows: rows.map(({ contender, cells }) => [{ text: name(contender) }, ...cells.map(cellOf)]),
  };
}

/** What the words of the cells stand for that do not say it themselves. */
export const fullWords = 'Back in: races after which it worked again.';

/** What the short words of the cells stand for. */
export const shortWords =
  'Time: how long it was still accepted; n of m: races after which it came back. In: revoked credentials let in; out: valid users turned away; a figure under the last column: lost. Shared: measured in the row that does the same check.';

/** What the short labels of the columns stand for. */
export const shortLabels =
  'lost: Redis lost its data. hangs: Redis hangs. dies: a replica is killed.';
