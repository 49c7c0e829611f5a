import type { FailoverResult } from '../result/failover.ts';
import type { Comparison } from '../result/lookup.ts';
import type { Result } from '../result/result.ts';
import type { Verdict } from './document.ts';
import { boundSentences, faultLabel, untoldSentence } from './evidence/faults.ts';
import { shownResult } from './evidence/shown.ts';
import { aaComparison } from './evidence/trust.ts';
import { counted, percent, withInterval } from './format.ts';
import { trustFacts, trustStatement } from './sections/trust.ts';
import { answerLines } from './terminal/answer.ts';
import { legendOf } from './terminal/legend.ts';
import { pairsTable } from './terminal/lookup.ts';
import type { Surface } from './terminal/surface.ts';
import { bold, type Paint, paintFor, plain, renderTable, wrap } from './terminal/table.ts';
import { experimentTables } from './terminal/tables.ts';
import { evictionVerdicts } from './verdicts/eviction.ts';
import { firstSeenTitle, firstSeenVerdicts } from './verdicts/first-seen.ts';
import { disagree, namedPairs, pairSentences } from './verdicts/lookup.ts';
import { raceVerdicts } from './verdicts/revocation-proofs.ts';
import { streamVerdicts } from './verdicts/streams.ts';
import { scopeSentence, surfaceTitle, surfaceVerdicts } from './verdicts/surface.ts';

const widest = 100;

/** The end of a run on the screen: how far to trust it, which contender does what, then one table per experiment. */
export function renderSummary(whole: Result, { width, colour }: Surface): string {
  const result = shownResult(whole);
  const columns = Math.min(width, widest);
  const paint = paintFor(colour);
  const { tone, text } = trustStatement(result);
  const parts = [
    ...wrap(`Can you trust this run? ${text}`, columns).map((line) => paint(plain(line), tone)),
    ...answerLines(result, columns, paint),
    '',
    ...wrap(factLine(result), columns).map(plain),
    ...experimentTables(result).flatMap(({ experiment, table }) => [
      '',
      renderTable(table, columns, paint),
      ...legendOf(result, experiment).flatMap((line) => wrap(plain(line), columns)),
      ...(experiment === 'lookup'
        ? [
            ...pairLines(result, columns, paint),
            ...surfaceLines(result, columns, paint),
            ...firstSeenLines(result, columns, paint),
          ]
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
  const sentences = told.flatMap(pairSentences).map((sentence) => `${sentence}.`);
  return [
    ...[...noise, ...sentences].flatMap((sentence) => wrap(sentence, columns).map(plain)),
    ...(pairs.length === 0 ? [] : ['', renderTable(pairsTable(pairs), columns, paint)]),
  ];
}

/** The verdicts of the surface. The report has its table and its picture. */
function surfaceLines({ lookup }: Result, columns: number, paint: Paint): string[] {
  const surface = lookup?.surface ?? null;
  const sentences = surface === null ? [] : surfaceVerdicts(surface).map(withEvidence);
  if (surface === null || sentences.length === 0) return [];
  return titledLines(surfaceTitle, [scopeSentence(surface), ...sentences], columns, paint);
}

/** The verdicts on first-seen tokens. The report has their curve. */
function firstSeenLines({ lookup }: Result, columns: number, paint: Paint): string[] {
  const firstSeen = lookup?.firstSeen ?? null;
  const sentences = firstSeen === null ? [] : firstSeenVerdicts(firstSeen).map(withEvidence);
  return sentences.length === 0 ? [] : titledLines(firstSeenTitle, sentences, columns, paint);
}

function withEvidence({ headline, evidence }: Verdict): string {
  return evidence.length === 0 ? `${headline}.` : `${headline}: ${evidence.join(', ')}.`;
}

function titledLines(
  title: string,
  sentences: readonly string[],
  columns: number,
  paint: Paint,
): string[] {
  return ['', bold(title, paint), ...sentences.flatMap((text) => wrap(plain(text), columns))];
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
