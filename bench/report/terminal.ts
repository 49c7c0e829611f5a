import type { FailoverResult } from '../result/failover.ts';
import type { Comparison } from '../result/lookup.ts';
import type { Result } from '../result/result.ts';
import type { RevocationSummary } from '../result/revocation.ts';
import type { ExperimentName } from '../result/run.ts';
import { signedWith } from './evidence/configuration.ts';
import { boundSentences, faultLabel, untoldSentence } from './evidence/faults.ts';
import { isSmoke, shownResult, whyNoCosts } from './evidence/shown.ts';
import { actionText, scaleOf } from './evidence/staleness.ts';
import { aaComparison } from './evidence/trust.ts';
import { counted, percent, withInterval } from './format.ts';
import { gapsBetweenProbes } from './sections/limits.ts';
import { trustFacts, trustStatement } from './sections/trust.ts';
import { pairsTable } from './terminal/lookup.ts';
import type { Surface } from './terminal/surface.ts';
import { bold, type Paint, paintFor, plain, renderTable, wrap } from './terminal/table.ts';

import { experimentTables, isHarmed, isUndoneInRaces } from './terminal/tables.ts';
import { evictionVerdicts } from './verdicts/eviction.ts';
import { disagree, namedPairs, pairSentence } from './verdicts/lookup.ts';

import { revocationOutcome } from './verdicts/revocation.ts';
import { raceVerdicts, streamVerdicts } from './verdicts/revocation-proofs.ts';
import { scopeSentence, surfaceSentences, surfaceTitle } from './verdicts/surface.ts';

const widest = 100;

/** The end of a run on the screen: how far to trust it, then one table per experiment. */
export function renderSummary(whole: Result, { width, colour }: Surface): string {
  const result = shownResult(whole);
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
      ...(experiment === 'lookup'
        ? [...pairLines(result, columns, paint), ...surfaceLines(result, columns, paint)]
        : []),
      ...(experiment === 'revocation' ? revocationLines(result, columns, paint) : []),
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

function noiseSentence({ ratio, low, high, mdePercent }: Comparison): string {
  if (ratio === null) return 'The same contender and its own copy have too few blocks to compare.';
  const seen =
    mdePercent === null ? '' : `; this run sees effects from about ${percent(mdePercent)}\u00a0on`;
  return `The same contender against its own copy: ${withInterval(ratio, { low, high })}${seen}.`;
}

/** The A/A pair, what the measures say of each pair that was named before the run, and all of these measures. */
function pairLines(result: Result, columns: number, paint: Paint): string[] {
  const aa = aaComparison(result);
  const noise = aa === null ? [] : [noiseSentence(aa)];
  const pairs = namedPairs(result).filter(([{ ratio }]) => ratio !== null);
  // The table above compares with the floor already.
  const told = pairs.filter((pair) => pair[0].b !== 'floor' || disagree(pair));
  const sentences = told.map((pair) => `${pairSentence(pair)}.`);
  return [
    ...[...noise, ...sentences].flatMap((sentence) => wrap(sentence, columns).map(plain)),
    ...(pairs.length === 0 ? [] : ['', renderTable(pairsTable(pairs), columns, paint)]),
  ];
}

/** The sentences of the surface. The report has its table and its picture. */
function surfaceLines({ lookup }: Result, columns: number, paint: Paint): string[] {
  const surface = lookup?.surface ?? null;
  const sentences = surface === null ? [] : surfaceSentences(surface);
  if (surface === null || sentences.length === 0) return [];
  return [
    '',
    bold(surfaceTitle, paint),
    ...[scopeSentence(surface), ...sentences].flatMap((text) => wrap(plain(text), columns)),
  ];
}

/** What the table of a quiet logout does not show: logouts beside requests, open streams, full stores. */
function revocationLines(result: Result, columns: number, paint: Paint): string[] {
  return [...raceVerdicts(result), ...streamVerdicts(result), ...evictionVerdicts(result)]
    .filter(({ tone }) => tone !== 'good')
    .flatMap(({ headline, tone }) =>
      wrap(`${plain(headline)}.`, columns).map((line) => paint(line, tone)),
    );
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
      return failoverLegend(result);
    case 'lookup':
      return isSmoke(result) ? [whyNoCosts] : lookupLegend(result);
    default:
      return isSmoke(result) ? [whyNoCosts] : [];
  }
}

/** Which signature the rows are the cost of; their bare names stand in the tables. */
function lookupLegend({ lookup }: Result): string[] {
  const signed = signedWith((lookup?.costs ?? []).map(({ contender }) => contender));
  return signed === '' ? [] : [signed];
}

function failoverLegend({ failover }: Result): string[] {
  const harmed = (failover?.summary ?? []).filter(isHarmed);
  return harmed.length === 0
    ? []
    : [
        'healed after: the first whole second without anything wrong; not seen: not within the watch; as before: it misjudges without a fault too.',
      ];
}

function revocationLegend({ revocation }: Result): string[] {
  const { summary = [], trials = [], races = [] } = revocation ?? {};
  const found = new Set(summary.map(revocationOutcome));
  return [
    ...(found.has('at-once')
      ? [
          `none seen: no probe sent after the acknowledgement was accepted; ${gapsBetweenProbes(trials)}.`,
        ]
      : []),
    ...scaledActions(summary),
    ...(summary.some((each) => isUndoneInRaces(each, races))
      ? ['in races: none seen, but accepted again where the logout met a request under way.']
      : []),
    ...(found.has('until-expiry')
      ? ['expiry: still accepted when the watch ended; nothing earlier was promised.']
      : []),
    ...(found.has('against-promise')
      ? ['to the end: still accepted when the watch ended, though an earlier end was promised.']
      : []),
  ];
}

/** What the asterisk at a time stands for. */
function scaledActions(summaries: readonly RevocationSummary[]): string[] {
  const scaled = summaries.filter((each) => scaleOf(each) !== null);
  const actions = [...new Set(scaled.map(({ action }) => action))];
  return actions.map((action) => `* ${actionText(action, summaries)}.`);
}

/** The screen names the first few; the report has them all. */
const surprisesShown = 8;

/** The lines under the table: surprises, and faults that were not injected. The table alone would hide them. */
export function failoverLines(
  { cells, trials, skipped, stopped }: FailoverResult,
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
    ...untoldSentence(cells).flatMap(said),
    ...boundSentences(trials).flatMap(said),
    ...skipped.flatMap((each) => said(`Not injected: ${faultLabel(each)}, ${each.because}.`)),
    ...(stopped === null ? [] : warned(`Failover ended early: ${stopped}`)),
  ];
}
