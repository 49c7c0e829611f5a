import type { Result } from '../result/result.ts';
import type { Verdict } from './document.ts';
import { aaComparison } from './evidence/noise.ts';
import { percent, withInterval } from './format.ts';
import { trustFacts, trustStatement } from './sections/trust.ts';
import { failoverLines } from './terminal/failover.ts';
import { legendOf } from './terminal/legend.ts';
import { type Paint, paintFor } from './terminal/paint.ts';
import { renderTable } from './terminal/table.ts';
import { experimentTables } from './terminal/tables.ts';
import { plain } from './terminal/text.ts';
import { lookupVerdicts } from './verdicts/lookup.ts';
import { wrap } from './wrap.ts';

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
    ...wrap(`Can you trust this run? ${text}`, columns).map((line) => paint(plain(line), tone)),
    ...wrap(factLine(result), columns).map(plain),
    ...experimentTables(result).flatMap(({ experiment, table }) => [
      '',
      renderTable(table, columns, paint),
      ...legendOf(result, experiment).flatMap((line) => wrap(plain(line), columns)),
      ...(experiment === 'lookup' ? pairLines(result, columns) : []),
      ...(experiment === 'failover' && result.failover !== null
        ? failoverLines(result.failover, columns, paint)
        : []),
    ]),
    ...brokenContenders(result, columns, paint),
  ];
  return `${parts.join('\n')}\n`;
}

function factLine(result: Result): string {
  return trustFacts(result)
    .map(({ label, value }) => `${label}:\u00a0${value}`)
    .join(' · ');
}

/** The A/A pair, and the primary comparisons that are not against the floor. */
function pairLines(result: Result, columns: number): string[] {
  const aa = aaComparison(result, 'replicaCpuUsPerRequest');
  const noise =
    aa === null
      ? []
      : wrap(
          `The same contender against its own copy: ${withInterval(aa.ratio, aa)}; this run sees effects from about ${percent(aa.mdePercent)}\u00a0on.`,
          columns,
        ).map(plain);
  const others = lookupVerdicts(result).filter(({ headline }) => !headline.includes('`floor`'));
  return [...noise, ...others.flatMap((verdict) => verdictLines(verdict, columns))];
}

function verdictLines({ headline, evidence }: Verdict, columns: number): string[] {
  return wrap(`${headline} (${evidence[0] ?? ''}).`, columns).map(plain);
}

/** Contenders that fail behind the balancer have no figures in the tables; the screen must not hide why. */
function brokenContenders({ contenders }: Result, columns: number, paint: Paint): string[] {
  const broken = contenders.filter(({ behindBalancer }) => behindBalancer.refused > 0);
  return broken.flatMap(({ contender, behindBalancer: { refused, requests } }) => [
    '',
    ...wrap(
      `${contender} refused ${refused} of ${requests} valid requests behind the balancer: round robin sends most of them to a replica that does not know the session.`,
      columns,
    ).map((line) => paint(line, 'warn')),
  ]);
}
