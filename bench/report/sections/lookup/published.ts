import type { Comparison, LookupResult } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { left, type Table, tableOf } from '../../document.ts';
import { costName } from '../../evidence/configuration.ts';
import { staleAfterMs, stalenessOf, trialsIn } from '../../evidence/staleness.ts';
import { absent, counted, figure, milliseconds } from '../../format.ts';
import { pacedLatencyMs } from './cost.ts';

/** A ratio from `low` to `high`, or a time in milliseconds. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** The nearest thing that this run measured, and whether it is what the source says. */
interface Found {
  readonly text: string;
  readonly again: string;
}

interface Published {
  readonly source: string;
  readonly href: string;
  readonly claim: string;
  /** What was compared: libraries, algorithm and store, as far as the source says. */
  readonly configuration: string;
  readonly rig: string;
  readonly here: (result: Result, lookup: LookupResult) => Found;
}

/** What readers arrive believing, as published; read in November 2026. */
const published: readonly Published[] = [
  {
    source: 'AceAuth BENCHMARKS.md (2025)',
    href: 'https://github.com/namra-ace/ace-auth/blob/d63f6c3e4479a2721bbb69e1dc4ca2fb1d36bfc6/BENCHMARKS.md',
    claim: 'express-session 3,037 requests per second, raw JWT 725: sessions 4.2 times as fast',
    configuration: 'Express, a local Redis, 50 connections, one user',
    rig: 'each once for 8 s, in one order, load generator inside the server’s process',
    here: (_, lookup) => throughputRatio(lookup, { low: 1 / 4.2, high: 1 / 4.2 }),
  },
  {
    source: 'Khattak et al., IACyC 2025',
    href: 'https://proceedings.iacyc.finki.ukim.mk/2025/paper/13/comparative-security-and-performance-analysis-of-session-based-and-jwt-based-web-session-mechanisms',
    claim: 'JWT 279 ms, sessions 7,870 ms on average: tokens 28 times as fast',
    configuration: 'express-session with Redis; jsonwebtoken, HS256; 1,000 users in 20 s (JMeter)',
    rig: 'one run, both apps idle at 0.13 % CPU and 3.4 requests per second',
    here: (_, lookup) => latencyPair(lookup, { low: 28, high: 28 }),
  },
  {
    source: 'kihocche.com (2024)',
    href: 'https://www.kihocche.com/auth/jwt-vs-session-tokens-production',
    claim:
      'sessions 12 ms, JWT 2 ms at the median, “in production with 100,000 requests per second”',
    configuration: 'not told',
    rig: 'no method given',
    here: (_, lookup) => latencyPair(lookup, { low: 6, high: 6 }),
  },
  {
    source: 'digitaldrreamer, dev.to (2026)',
    href: 'https://dev.to/digitaldrreamer/session-tokens-vs-jwts-the-false-dichotomy-4ba5',
    claim: 'JWT 0.97 ms; a session looked up in Redis 2 to 3 ms',
    configuration: 'sessions in Postgres; Redis was not measured; no code published',
    rig: 'the JWT measured somehow, Redis asserted',
    here: (_, lookup) => latencyPair(lookup, { low: 2, high: 3 }),
  },
  {
    source: 'leyaa.ai',
    href: 'https://leyaa.ai/codefly/learn/springboot/part-2/springboot-why-jwt-matters-for-apis/complexity',
    claim: 'a session adds 10 to 50 ms, a JWT 1 to 2 ms',
    configuration: 'not told',
    rig: 'no measurement',
    here: (_, lookup) => addedLatency(lookup, { low: 5, high: 50 }),
  },
  {
    source: 'ashagui6/jwt-revocation-study (2026)',
    href: 'https://github.com/ashagui6/jwt-revocation-study/blob/573fedd48abe81d3e14b8d40fea46aa759d69da2/tables.csv',
    claim: 'a denylisted token is refused after 1,012 ms; in later trials after 12 and 13 ms',
    configuration: 'jsonwebtoken, HS256; ioredis; Redis 7 behind a gateway without a balancer',
    rig: 'one probe per second, then none between: the figure is the probe’s interval',
    here: (result) => revocationHere(result, { low: 12, high: 1012 }),
  },
];

/** Headline numbers of others beside what this run found. Not one of them was measured on this machine. */
export function publishedTable(result: Result, lookup: LookupResult): Table {
  const rows = published.map((row) => ({ ...row, found: row.here(result, lookup) }));
  const caption =
    'Headline numbers of others; different machines, code and questions. Found again: the order where the pair has a verdict by that measure, the size where its interval meets what is claimed';
  return tableOf(caption, rows, [
    [left('source'), (row) => ({ text: row.source, href: row.href })],
    [left('says'), (row) => row.claim],
    [left('of what'), (row) => row.configuration],
    [left('measured how'), (row) => row.rig],
    [left('this run'), ({ found }) => found.text],
    [left('found again'), ({ found }) => found.again],
  ]);
}

const nothing: Found = { text: absent, again: absent };

/**
 * Whether the run has the claimed ratio of a time of sessions to a time of tokens.
 *
 * @param pair tokens divided by sessions, by the measure of the claim.
 * @param found the ratio to set beside the claim; default: that of the pair, with its interval.
 */
export function foundAgain(
  claimed: Range,
  pair: Comparison | undefined,
  found: Range | null = pair?.low && pair.high ? { low: 1 / pair.high, high: 1 / pair.low } : null,
): string {
  if (pair === undefined || pair.ratio === null || found === null) return absent;
  if (!pair.verdict.startsWith('costs') || pair.ratio < 1 !== claimed.low > 1) return 'no';
  const meets = found.low <= claimed.high && found.high >= claimed.low;
  return meets ? 'yes' : 'the order, not the size';
}

const [slow, quick] = ['sessions', 'tokens-stateless'];

function pairBy(
  { comparisons }: LookupResult,
  wanted: Comparison['metric'],
): Comparison | undefined {
  return comparisons.find(({ a, b, metric }) => a === quick && b === slow && metric === wanted);
}

/** The pair is compared by its latency at the same number of connections, the reverse of its throughput. */
function throughputRatio(lookup: LookupResult, claimed: Range): Found {
  const rate = (arm: string) =>
    lookup.costs.find((cost) => cost.arm === arm)?.requestsPerSecond ?? null;
  const [rateA, rateB] = [rate(slow), rate(quick)];
  if (rateA === null || rateB === null) return nothing;
  return {
    text: `${costName(slow)} ${figure(rateA)}, ${costName(quick)} ${figure(rateB)} requests per second: ${costName(slow)} ${(rateA / rateB).toFixed(1)} times as fast`,
    again: foundAgain(claimed, pairBy(lookup, 'latencyP50Us')),
  };
}

function pacedP50({ paced }: LookupResult, arm: string): number | null {
  return pacedLatencyMs(paced.filter((trial) => trial.arm === arm && trial.valid)).p50;
}

function latencyPair(lookup: LookupResult, claimed: Range): Found {
  const [sessions, tokens] = [pacedP50(lookup, slow), pacedP50(lookup, quick)];
  if (sessions === null || tokens === null) return nothing;
  return {
    text: `${costName(slow)} ${milliseconds(sessions)}, ${costName(quick)} ${milliseconds(tokens)} at the median and an equal rate`,
    again: foundAgain(claimed, pairBy(lookup, 'pacedLatencyP50Us')),
  };
}

function addedLatency(lookup: LookupResult, claimed: Range): Found {
  const [floor, sessions, tokens] = ['floor', slow, quick].map((arm) => pacedP50(lookup, arm));
  if (floor == null || sessions == null || tokens == null) return nothing;
  const [ofSessions, ofTokens] = [sessions - floor, tokens - floor];
  const added = { low: ofSessions / ofTokens, high: ofSessions / ofTokens };
  return {
    text: `over the floor, ${costName(slow)} ${milliseconds(ofSessions)}, ${costName(quick)} ${milliseconds(ofTokens)}`,
    again: foundAgain(claimed, pairBy(lookup, 'pacedLatencyP50Us'), added),
  };
}

function revocationHere({ revocation }: Result, claimed: Range): Found {
  if (revocation === null) return nothing;
  const staleness = stalenessOf(revocation.trials, 'tokens', 'logout');
  const trials = counted(trialsIn(staleness), 'trial');
  const longest = staleAfterMs(staleness, 1);
  if (longest === null) return nothing;
  const text =
    longest === 0
      ? `\`tokens\`: no stale accept seen in ${trials}, the largest gap between two probes ${milliseconds(staleness.resolutionMs)}`
      : `\`tokens\`: accepted for up to ${milliseconds(longest)}, ${trials}`;
  return { text, again: longest >= claimed.low && longest <= claimed.high ? 'yes' : 'no' };
}
