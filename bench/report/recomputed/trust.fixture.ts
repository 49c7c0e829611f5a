import type { Result } from '../../result/result.ts';
import { aaOf, costsOf, noisePercent } from './lookup.fixture.ts';
import { type Kind, medianOf, pattern, sumOf } from './sentence.fixture.ts';

const experimentsOf: Readonly<Record<string, string>> = {
  'What a request costs': 'lookup',
  'How long a revoked credential lives': 'revocation',
  'What breaks, and for whom': 'failover',
};

/** Rows that stand for many trials: races, streams, and presets that are not read from trials told already. */
function tallies({ revocation }: Result): { run: number; invalid: number }[] {
  const { races = [], openStreams = [], presets = [] } = revocation ?? {};
  return [
    ...races.map(({ races: valid, invalid }) => ({ run: valid + invalid, invalid })),
    ...[...openStreams, ...presets.filter(({ readFromAction }) => readFromAction === null)].map(
      ({ trials, invalid }) => ({ run: trials + invalid, invalid }),
    ),
  ];
}

function allTrials({ lookup, revocation, failover }: Result): { readonly valid: boolean }[] {
  return [
    ...(lookup?.trials ?? []),
    ...(lookup?.paced ?? []),
    ...(lookup?.ladder?.trials ?? []),
    ...(lookup?.surface?.trials ?? []),
    ...(lookup?.firstSeen?.trials ?? []),
    ...(lookup?.sweeps?.trials ?? []),
    ...(revocation?.trials ?? []),
    ...(failover?.trials ?? []),
  ];
}

/** How far 99 % of all trials lie from the middle of their arm, as a factor. */
function driftEdgeOf(result: Result): number {
  const arms = [...new Set(result.lookup?.trials.map(({ arm }) => arm))];
  const factors = arms
    .flatMap((arm) => {
      const costs = [...costsOf(result, arm, 'replicaCpuUsPerRequest').values()];
      return costs.map((cost) => Math.exp(Math.abs(Math.log(cost / medianOf(costs)))));
    })
    .sort((one, other) => one - other);
  const place = 0.99 * (factors.length - 1);
  const [below, above] = [factors[Math.floor(place)] ?? 1, factors[Math.ceil(place)] ?? 1];
  return Math.max(Math.exp(0.1), below + (place % 1) * (above - below));
}

const fixed = (source: string): Kind => ({ pattern: pattern(source), figures: () => ({}) });

export const trustKinds: readonly Kind[] = [
  {
    pattern: pattern('harness memory: (?<largest><number>) MB'),
    figures: (_, __, { tool }) => ({
      largest: Math.max(tool.peakMemoryBytes ?? 0, tool.peakLoadMemoryBytes ?? 0) / 1e6,
    }),
  },
  // Rules and definitions, which no run changes.
  ...[
    '95 % (?:interval|confidence)|±5 %|exceeds both 2 %|4 times in 5|within 5 %|holds? 1\\b|excludes 1\\b',
    'more than chance and 2 %|answered 401|99th percentile|optimise|V8|without reaching 100 %',
    'within 10 points|“p99(?:, sent)?”|p99, sent|worst p99|got a 503|99 % of (?:them|each contender)|0 in every row:.* 503\\b',
    'limit: 400 ms, of which a command may wait 250 ms|0 in every row|above 4096 bytes|p90 needs 100, p99 needs 1,000',
    'one sum in twenty|which holds 0|\\((?:HS256|RS256|ES256|EdDSA), [a-z]+\\)',
  ].map(fixed),
  {
    pattern: pattern('No validity gate failed; (?<warned><number>|one) warns?'),
    figures: (_, __, { gates }) => ({
      warned: gates.filter(({ status }) => status === 'warn').length,
    }),
  },
  {
    pattern: pattern('validity gates: (?<passed><number>) of (?<all><number>);'),
    figures: (_, __, { gates }) => ({
      passed: gates.filter(({ status }) => status === 'pass').length,
      all: gates.length,
    }),
  },
  {
    pattern: pattern('All (?<all>\\d+) validity gates'),
    figures: (_, __, { gates }) => ({ all: gates.length }),
  },
  {
    pattern: pattern('(?:none of|all) (?<gates><number>) validity gates'),
    figures: (_, { about }, { gates }) => ({
      gates: gates.filter(
        ({ experiment }) => experiment === null || experiment === experimentsOf[about],
      ).length,
    }),
  },
  {
    pattern: pattern(
      'the same, twice: (?<ratio><number>); \\[(?<low><number>), (?<high><number>)\\]',
    ),
    figures: (_, __, result) => aaOf(result),
  },
  {
    pattern: pattern(
      'smallest effect it can see: (?<smallest><number>) %.*below (?<noise><number>) %',
    ),
    figures: (_, __, result) => ({
      smallest: aaOf(result).smallest,
      noise: noisePercent(result),
    }),
  },
  {
    pattern: pattern('Effects on cost below about (?<smallest><number>) %'),
    figures: (_, __, result) => ({
      smallest: aaOf(result).smallest,
    }),
  },
  {
    pattern: pattern('^trials: (?<run><number>); (?<invalid><number>) invalid'),
    figures: (_, __, result) => {
      const [one, many] = [allTrials(result), tallies(result)];
      return {
        run: one.length + sumOf(many.map(({ run }) => run)),
        invalid: one.filter(({ valid }) => !valid).length + sumOf(many.map((row) => row.invalid)),
      };
    },
  },
  {
    pattern: pattern('\\bseed:? (?<seed><number>)[;)]'),
    figures: (_, __, { run }) => ({ seed: run.seed }),
  },
  {
    pattern: pattern('^duration: (?<lasted><time>);'),
    figures: (_, __, { run }) => ({ lasted: Date.parse(run.endedAt) - Date.parse(run.startedAt) }),
  },
  {
    pattern: pattern(', (?<cores><number>) cores\\)'),
    figures: (_, __, { environment }) => ({ cores: environment.cpuCount }),
  },
  {
    pattern: pattern('(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)'),
    figures: (_, __, { run }) => {
      const started = new Date(run.startedAt);
      return {
        year: started.getUTCFullYear(),
        month: started.getUTCMonth() + 1,
        day: started.getUTCDate(),
      };
    },
  },
  {
    pattern: pattern('other than roughly: (?<boots><number>) boots'),
    figures: (_, __, { lookup }) => ({
      boots: new Set(lookup?.trials.map(({ boot }) => boot)).size,
    }),
  },
  {
    pattern: pattern(
      '^Behind the balancer `(?<who>[\\w-]+)` refused (?<refused><number>) of (?<requests><number>) requests that carried a valid credential \\((?<percent><number>) %\\)',
    ),
    figures: ({ who }, _, { contenders }) => {
      const row = contenders.find(({ contender }) => contender === who)?.behindBalancer;
      const { refused = Number.NaN, requests = Number.NaN } = row ?? {};
      return { refused, requests, percent: (100 * refused) / requests };
    },
  },
  {
    pattern: pattern(
      'robin sends (?<others><number>) of (?<replicas><number>) requests .*user: (?<percent><number>) %',
    ),
    figures: (_, __, { config }) => {
      const replicas = config.replicasPerContender;
      return { replicas, others: replicas - 1, percent: (100 * (replicas - 1)) / replicas };
    },
  },
  {
    pattern: pattern('load generator reaches (?<rate><number>) requests per second'),
    figures: (_, __, { lookup }) => ({ rate: lookup?.ceiling?.requestsPerSecond ?? Number.NaN }),
  },
  {
    pattern: pattern('^Rare outcomes of a fault: each was tried (?<trials><number>|once)'),
    figures: (_, __, { failover }) => {
      const cells = Map.groupBy(
        (failover?.trials ?? []).filter(({ valid }) => valid),
        ({ contender, fault, variant }) => `${contender} ${fault} ${variant}`,
      );
      return { trials: Math.min(...[...cells.values()].map((own) => own.length)) };
    },
  },
  {
    pattern: pattern('between two requests \\((?<period><time>) apart\\)'),
    figures: (_, __, { failover }) => ({
      period: 1000 / Math.min(...(failover?.trials ?? []).map((trial) => trial.offeredPerSecond)),
    }),
  },
  {
    pattern: pattern(
      'edges at (?<times><number>) times it and at (?<one>1)/(?<part><number>) of it',
    ),
    figures: (_, __, result) => {
      const edge = driftEdgeOf(result);
      return { times: edge, one: 1, part: edge };
    },
  },
];
