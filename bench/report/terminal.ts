import type { WriteStream } from 'node:tty';
import { extent } from 'd3-array';
import type { FailoverResult } from '../result/failover.ts';
import type { Result } from '../result/result.ts';
import type { ExperimentName } from '../result/run.ts';
import type { Verdict } from './document.ts';
import { faultLabel } from './evidence/faults.ts';
import { aaComparison } from './evidence/trust.ts';
import { counted, milliseconds, percent, withInterval } from './format.ts';
import { trustFacts, trustStatement } from './sections/trust.ts';
import { type Paint, paintFor, plain, renderTable, wrap } from './terminal/table.ts';
import { experimentTables } from './terminal/tables.ts';
import { lookupVerdicts } from './verdicts/lookup.ts';
import { revocationOutcome } from './verdicts/revocation.ts';

export interface SummaryOptions {
  /** Columns of the terminal; more than 100 are not used. */
  readonly width: number;
  /** Only for a terminal that shows colours; plain text otherwise. */
  readonly colour: boolean;
}

/** What a terminal or a file can show. Node's types say that every stream is a terminal, so each member may be missing. */
type Output = Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;

/**
 * The width, and whether colours are wanted: not in a file, nor with NO_COLOR, nor on a terminal that has none.
 * @param widthOfFile columns where there is no terminal
 */
export function surfaceOf(output: Output, widthOfFile = 100): SummaryOptions {
  return {
    width: output.columns || widthOfFile,
    colour: output.isTTY === true && output.hasColors?.() === true,
  };
}

/** @param kind TERM. A `dumb` terminal does not understand the codes that clear a line. */
export function canReplaceLines(output: Output, kind: string | undefined): boolean {
  return output.isTTY === true && kind !== 'dumb';
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

/** Explains the words that occur in the table. */
export function legendOf(result: Result, experiment: ExperimentName): string[] {
  switch (experiment) {
    case 'revocation':
      return revocationLegend(result);
    case 'failover':
      return [
        'healed after: the first whole second without anything wrong; not seen: not within the watch; as before: it misjudges without a fault too.',
      ];
    default:
      return [];
  }
}

function revocationLegend({ revocation }: Result): string[] {
  const summaries = revocation?.summary ?? [];
  const found = new Set(summaries.map(revocationOutcome));
  const [finest, coarsest] = extent(summaries, (each) => each.resolutionMs ?? undefined);
  return [
    ...(found.has('at-once')
      ? [
          `none seen: no probe sent after the acknowledgement was accepted; they were at most ${milliseconds(finest)} to ${milliseconds(coarsest)} apart.`,
        ]
      : []),
    ...(found.has('until-expiry')
      ? ['expiry: still accepted when the watch ended; nothing earlier was promised.']
      : []),
    ...(found.has('against-promise')
      ? ['to the end: still accepted when the watch ended, though an earlier end was promised.']
      : []),
  ];
}

/** The screen names the first few; the report has them all. */
const surprisesShown = 8;

/** The lines under the table: surprises, and faults that were not injected. The table alone would hide them. */
export function failoverLines(
  { cells, skipped, stopped }: FailoverResult,
  columns: number,
  paint: Paint,
): string[] {
  const compared = cells.filter(({ agrees }) => agrees !== null);
  const surprising = compared.filter(({ agrees }) => agrees === false);
  const said = (text: string) => wrap(text, columns).map(plain);
  const warned = (text: string) => wrap(text, columns).map((line) => paint(plain(line), 'warn'));
  return [
    ...(compared.length === 0
      ? []
      : said(
          `${compared.length - surprising.length} of ${counted(compared.length, 'cell')} of the fault matrix came out as expected.`,
        )),
    ...surprising
      .slice(0, surprisesShown)
      .flatMap((each) =>
        warned(
          `Surprise: ${each.contender} through ${faultLabel(each)}: ${each.surprises.join('; ')}.`,
        ),
      ),
    ...(surprising.length > surprisesShown
      ? warned(`And ${surprising.length - surprisesShown} more; the report names them.`)
      : []),
    ...skipped.flatMap((each) => said(`Not injected: ${faultLabel(each)}, ${each.because}.`)),
    ...(stopped === null ? [] : warned(`Failover ended early: ${stopped}`)),
  ];
}
