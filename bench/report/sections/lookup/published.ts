import type { LookupResult } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { left, type Table, tableOf } from '../../document.ts';
import { costName } from '../../evidence/configuration.ts';
import { staleAfterMs, stalenessOf, trialsIn } from '../../evidence/staleness.ts';
import { absent, counted, figure, milliseconds } from '../../format.ts';
import { pacedLatencyMs } from './cost.ts';

interface Published {
  readonly source: string;
  readonly href: string;
  readonly claim: string;
  readonly rig: string;
  /** The nearest figure of this run, or a dash. */
  readonly here: (result: Result, lookup: LookupResult) => string;
}

/** What readers arrive believing, as published; read in November 2026. */
const published: readonly Published[] = [
  {
    source: 'AceAuth BENCHMARKS.md (2025)',
    href: 'https://github.com/namra-ace/ace-auth/blob/d63f6c3e4479a2721bbb69e1dc4ca2fb1d36bfc6/BENCHMARKS.md',
    claim: 'express-session 3,037 requests per second, raw JWT 725: sessions 4.2 times as fast',
    rig: 'each once for 8 s, in one order, load generator inside the server’s process',
    here: (_, lookup) => throughputRatio(lookup, 'sessions', 'tokens-stateless'),
  },
  {
    source: 'Khattak et al., IACyC 2025',
    href: 'https://proceedings.iacyc.finki.ukim.mk/2025/paper/13/comparative-security-and-performance-analysis-of-session-based-and-jwt-based-web-session-mechanisms',
    claim: 'JWT 279 ms, sessions 7,870 ms on average: tokens 28 times as fast',
    rig: 'one run, both apps idle at 0.13 % CPU and 3.4 requests per second',
    here: (_, lookup) => latencyPair(lookup),
  },
  {
    source: 'kihocche.com (2024)',
    href: 'https://www.kihocche.com/auth/jwt-vs-session-tokens-production',
    claim:
      'sessions 12 ms, JWT 2 ms at the median, “in production with 100,000 requests per second”',
    rig: 'no method given',
    here: (_, lookup) => latencyPair(lookup),
  },
  {
    source: 'digitaldrreamer, dev.to (2026)',
    href: 'https://dev.to/digitaldrreamer/session-tokens-vs-jwts-the-false-dichotomy-4ba5',
    claim: 'JWT 0.97 ms; a session looked up in Redis 2 to 3 ms',
    rig: 'the JWT measured somehow, Redis asserted',
    here: (_, lookup) => latencyPair(lookup),
  },
  {
    source: 'leyaa.ai',
    href: 'https://leyaa.ai/codefly/learn/springboot/part-2/springboot-why-jwt-matters-for-apis/complexity',
    claim: 'a session adds 10 to 50 ms, a JWT 1 to 2 ms',
    rig: 'no measurement',
    here: (_, lookup) => addedLatency(lookup),
  },
  {
    source: 'ashagui6/jwt-revocation-study (2026)',
    href: 'https://github.com/ashagui6/jwt-revocation-study/blob/573fedd48abe81d3e14b8d40fea46aa759d69da2/tables.csv',
    claim: 'a denylisted token is refused after 1,012 ms; in later trials after 12 and 13 ms',
    rig: 'one probe per second, then none between: the figure is the probe’s interval',
    here: (result) => revocationHere(result),
  },
];

/** Headline numbers of others beside what this run found. Not one of them was measured on this machine. */
export function publishedTable(result: Result, lookup: LookupResult): Table {
  return tableOf('Headline numbers of others; different machines, code and questions', published, [
    [left('source'), (row) => ({ text: row.source, href: row.href })],
    [left('says'), (row) => row.claim],
    [left('measured how'), (row) => row.rig],
    [left('this run'), (row) => row.here(result, lookup)],
  ]);
}

function throughputRatio({ costs }: LookupResult, a: string, b: string): string {
  const rate = (arm: string) => costs.find((cost) => cost.arm === arm)?.requestsPerSecond ?? null;
  const [rateA, rateB] = [rate(a), rate(b)];
  if (rateA === null || rateB === null) return absent;
  return `${costName(a)} ${figure(rateA)}, ${costName(b)} ${figure(rateB)} requests per second: ${costName(a)} ${(rateA / rateB).toFixed(1)} times as fast`;
}

function pacedP50({ paced }: LookupResult, arm: string): number | null {
  return pacedLatencyMs(paced.filter((trial) => trial.arm === arm && trial.valid)).p50;
}

function latencyPair(lookup: LookupResult): string {
  const [sessions, tokens] = [pacedP50(lookup, 'sessions'), pacedP50(lookup, 'tokens-stateless')];
  if (sessions === null || tokens === null) return absent;
  return `${costName('sessions')} ${milliseconds(sessions)}, ${costName('tokens-stateless')} ${milliseconds(tokens)} at the median and an equal rate`;
}

function addedLatency(lookup: LookupResult): string {
  const [floor, sessions, tokens] = ['floor', 'sessions', 'tokens-stateless'].map((arm) =>
    pacedP50(lookup, arm),
  );
  if (floor == null || sessions == null || tokens == null) return absent;
  return `over the floor, ${costName('sessions')} ${milliseconds(sessions - floor)}, ${costName('tokens-stateless')} ${milliseconds(tokens - floor)}`;
}

function revocationHere({ revocation }: Result): string {
  if (revocation === null) return absent;
  const staleness = stalenessOf(revocation.trials, 'tokens', 'logout');
  const trials = counted(trialsIn(staleness), 'trial');
  const longest = staleAfterMs(staleness, 1);
  if (longest === null) return absent;
  return longest === 0
    ? `\`tokens\`: no stale accept seen in ${trials}, the largest gap between two probes ${milliseconds(staleness.resolutionMs)}`
    : `\`tokens\`: accepted for up to ${milliseconds(longest)}, ${trials}`;
}
