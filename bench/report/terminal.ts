import type { Result } from '../result.ts';
import { trustFacts, trustStatement } from './sections/trust.ts';
import { bold, type Paint, paintFor } from './terminal/paint.ts';
import { renderTable } from './terminal/table.ts';
import { experimentTables } from './terminal/tables.ts';
import { plain, wrap } from './terminal/text.ts';

export interface SummaryOptions {
  /** Columns of the terminal; more than 100 are not used. */
  readonly width: number;
  /** Only for a terminal that shows colours; plain text otherwise. */
  readonly colour: boolean;
}

const widest = 100;

/** The end of a run on the screen: how far to trust it, then one table per experiment. */
export function renderSummary(result: Result, { width, colour }: SummaryOptions): string {
  const columns = Math.min(width, widest);
  const paint = paintFor(colour);
  const { tone, text } = trustStatement(result);
  const parts = [
    paint(wrap(plain(`Can you trust this run? ${text}`), columns), tone),
    wrap(factLine(result), columns),
    ...experimentTables(result).flatMap((table) => ['', renderTable(table, columns, paint)]),
    ...brokenContenders(result, columns, paint),
  ];
  return `${parts.join('\n')}\n`;
}

function factLine(result: Result): string {
  return trustFacts(result)
    .map(({ label, value }) => `${label}: ${plain(value)}`)
    .join(' · ');
}

/** Contenders that fail behind the balancer have no figures in the tables; the screen must not hide why. */
function brokenContenders({ contenders }: Result, columns: number, paint: Paint): string[] {
  const broken = contenders.filter(({ behindBalancer }) => behindBalancer.refused > 0);
  return broken.flatMap(({ contender, behindBalancer: { refused, requests } }) => [
    '',
    wrap(
      `${bold(contender, paint)} refused ${refused} of ${requests} valid requests behind the balancer: round robin sends most of them to a replica that does not know the session.`,
      columns,
    ),
  ]);
}
