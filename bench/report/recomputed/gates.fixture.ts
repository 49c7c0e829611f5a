import type { Result } from '../../result/result.ts';
import { aaOf, costsOf, headlineIn } from './lookup.fixture.ts';
import { slopeOf } from './round-trips.fixture.ts';
import { type Kind, medianOf, pattern, sumOf } from './sentence.fixture.ts';

/** One kind: the gate with this name, and the figures in what it measured. A gate stands as `name: measured`. */
function gate(name: string, measured: string, figures: Kind['figures']): Kind {
  return { pattern: pattern(`^${name}: ${measured}`), figures };
}

const replicas = 'replicaCpuUsPerRequest';

function mean(numbers: readonly number[]): number {
  return sumOf(numbers) / numbers.length;
}

/** Correlation of each value with the next one. */
function lag1(values: readonly number[]): number {
  const middle = mean(values);
  const apart = values.map((value) => value - middle);
  const shared = apart.slice(1).map((value, index) => value * (apart[index] ?? 0));
  return sumOf(shared) / sumOf(apart.map((value) => value ** 2));
}

/** The largest correlation of a block with the next one, over the pairs that were named before the run. */
function largestLag1(result: Result): number {
  const headline = headlineIn(result);
  const pairs = (result.lookup?.comparisons ?? []).filter(
    ({ kind, metric }) => kind !== 'secondary' && metric === headline,
  );
  const correlations = pairs.map(({ a, b }) => {
    const [ofA, ofB] = [costsOf(result, a, headline), costsOf(result, b, headline)];
    const blocks = [...ofA.keys()].filter((block) => ofB.has(block)).sort((x, y) => x - y);
    return lag1(blocks.map((block) => Math.log((ofA.get(block) ?? 0) / (ofB.get(block) ?? 0))));
  });
  return Math.max(0, ...correlations);
}

/** By how many percent a fitted line moves over a boot, in the mean of the boots. */
function movedPercent(result: Result, arm: string): number {
  const costs = costsOf(result, arm, replicas);
  const own = (result.lookup?.trials ?? []).filter((trial) => trial.arm === arm && trial.valid);
  const boots = [...Map.groupBy(own, ({ boot }) => boot).values()].map((trials) => {
    const blocks = trials.map(({ block }) => block);
    const middle = mean(blocks);
    const rise = blocks.map((block) => (block - middle) * Math.log(costs.get(block) ?? 0));
    const slope = sumOf(rise) / sumOf(blocks.map((block) => (block - middle) ** 2));
    return 100 * (Math.exp(slope * (Math.max(...blocks) - Math.min(...blocks))) - 1);
  });
  return Math.abs(mean(boots));
}

function validityOf(trials: readonly { readonly valid: boolean }[]) {
  return { valid: trials.filter(({ valid }) => valid).length, all: trials.length };
}

function byArm({ lookup }: Result) {
  return [...Map.groupBy(lookup?.trials ?? [], ({ arm }) => arm).values()];
}

export const gateKinds: readonly Kind[] = [
  gate('contract', '(?<kept><number>) of (?<all><number>)', (_, __, { contenders }) => ({
    kept: contenders.filter(({ contract }) => contract.failed.length === 0).length,
    all: contenders.length,
  })),
  gate('two equal arms read as equal', '(?<low><number>) to (?<high><number>)', (_, __, result) =>
    aaOf(result),
  ),
  gate('blocks are independent', '.*: (?<worst><number>)', (_, __, result) => ({
    worst: largestLag1(result),
  })),
  {
    pattern: pattern(
      '(?<arms>no|<number>) arms? moved in (?<which>all|some) boots [a-z]+(?:, by up to (?<most><number>) %)?',
    ),
    figures: ({ which }, _, result) => {
      const labels = which === 'all' ? ['warming', 'slowing'] : ['inconsistent'];
      const moved = (result.lookup?.costs ?? []).filter(({ drift }) =>
        labels.includes(drift.label),
      );
      const most = Math.max(...moved.map(({ arm }) => movedPercent(result, arm)));
      return { arms: moved.length, most };
    },
  },
  gate('valid trials', '(?<valid><number>) of (?<all><number>)$', (_, __, { lookup }) =>
    validityOf(lookup?.trials ?? []),
  ),
  gate('valid trials', '(?<valid><number>) of (?<all><number>), races', (_, __, { revocation }) => {
    const { trials = [], races = [], openStreams = [], presets = [] } = revocation ?? {};
    const own = presets.filter(({ readFromAction }) => readFromAction === null);
    const rows = [...openStreams, ...own];
    const tallies = [...rows.map((row) => row.trials), ...races.map((row) => row.races)];
    const one = validityOf(trials);
    const valid = one.valid + sumOf(tallies);
    const invalid = one.all - one.valid + sumOf([...rows, ...races].map((row) => row.invalid));
    return { valid, all: valid + invalid };
  }),
  gate('generator not saturated', 'busy (?<busy><number>) %', (_, __, result) => ({
    busy: Math.max(
      ...byArm(result).map((own) => 100 * medianOf(own.map((each) => each.generatorUtilization))),
    ),
  })),
  gate('even replicas', '.*: (?<farthest><number>)', (_, __, { lookup }) => ({
    farthest: Math.max(
      ...(lookup?.trials ?? []).flatMap(({ replicaShares }) =>
        replicaShares.map((share) => 100 * Math.abs(share - 1 / replicaShares.length)),
      ),
    ),
  })),
  gate('host steal', '(?<steal><number>) %', (_, __, { lookup }) => ({
    steal: 100 * mean((lookup?.trials ?? []).flatMap(({ hostStealShare }) => hostStealShare ?? [])),
  })),
  gate('room above the fastest arm', '(?<share><number>) %', (_, __, result) => {
    const rates = byArm(result).map((own) =>
      medianOf(
        own
          .filter(({ valid }) => valid)
          .map(({ accepted, durationMs }) => (1000 * accepted) / durationMs),
      ),
    );
    const ceiling = result.lookup?.ceiling?.requestsPerSecond ?? Number.NaN;
    return { share: (100 * Math.max(...rates)) / ceiling };
  }),
  {
    pattern: pattern('(?<=as claimed: |, )(?<contender>[a-z-]+) (?<counted>\\d\\.\\d\\d)(?=,|$)'),
    figures: ({ contender }, { text }, { lookup }): Record<string, number> => {
      const row = lookup?.ledger.find((each) => each.contender === contender);
      if (!text.includes('as claimed: ')) return { no: 0 };
      const counted = text.startsWith('ledger')
        ? row?.redisCommandsPerRequest
        : row?.redisRoundTripsPerRequest;
      return { counted: counted ?? Number.NaN };
    },
  },
  gate('slopes are whole round trips', '.*: (?<farthest><number>)', (_, __, result) => ({
    farthest: Math.max(
      ...(result.lookup?.rttSweep ?? []).map(({ arm, expected }) =>
        Math.abs(slopeOf(result, arm) - expected),
      ),
    ),
  })),
  gate(
    'rungs add up to the whole',
    '(?<right><number>) of (?<all><number>) sums; of replica CPU (?<main><number>) of (?<mains><number>)',
    (_, __, { lookup }) => {
      const sums = lookup?.ladder?.sums ?? [];
      const holds = sums.filter((sum) => sum.differenceLowUs <= 0 && sum.differenceHighUs >= 0);
      const ofCpu = (some: typeof sums) => some.filter(({ metric }) => metric === replicas).length;
      return { right: holds.length, all: sums.length, main: ofCpu(holds), mains: ofCpu(sums) };
    },
  ),
  gate('probe resolution', '.* (?<gap><number>) ms', (_, __, { revocation }) => ({
    gap: medianOf(
      (revocation?.trials ?? []).filter(({ valid }) => valid).map((trial) => trial.resolutionMs),
    ),
  })),
  gate('probe spacing', '.* (?<gap><number>) ms', (_, __, { revocation }) => ({
    gap: medianOf(
      (revocation?.trials ?? []).flatMap(({ replicas }) =>
        replicas.map((each) => each.medianGapMs),
      ),
    ),
  })),
  gate('CPU for the prober', '.*at most (?<share><number>) %', (_, __, { revocation }) => ({
    share: medianOf(
      (revocation?.trials ?? [])
        .filter(({ valid }) => valid)
        .map((trial) => (100 * (trial.cpuWaitMs ?? 0)) / (trial.revokeMs + trial.finelyWatchedMs)),
    ),
  })),
  gate('forced races', 'at least (?<share><number>) %', (_, __, { revocation }) => ({
    share: Math.min(...(revocation?.races ?? []).map((row) => (100 * row.overlapped) / row.races)),
  })),
  gate('requests sent on time', 'worst p99 (?<late><number>) ms', (_, __, { failover }) => ({
    late: Math.max(...(failover?.trials ?? []).map(({ sendLagP99Ms }) => sendLagP99Ms)),
  })),
  gate(
    'nothing wrong before the faults',
    '(?<valid><number>) of (?<all><number>)',
    (_, __, { failover }) => validityOf(failover?.trials ?? []),
  ),
  gate(
    'processor time to spare',
    '(?<untold><number>) of (?<all><number>)',
    (_, __, { failover }) => {
      const cells: readonly object[] = failover?.cells ?? [];
      const isUntold = (cell: object) =>
        'cannotTell' in cell && Array.isArray(cell.cannotTell) && cell.cannotTell.length > 0;
      return { untold: cells.filter(isUntold).length, all: cells.length };
    },
  ),
  gate(
    'faults did what was expected',
    '(?<right><number>) of (?<all><number>)',
    (_, __, { failover }) => {
      const told = (failover?.cells ?? []).filter(({ agrees }) => agrees !== null);
      return { right: told.filter(({ agrees }) => agrees).length, all: told.length };
    },
  ),
];
