import type { Result } from '../../result/result.ts';
import type { Surface, SurfaceMeasure, SurfaceRatio } from '../../result/surface.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

type Trial = Surface['trials'][number];
type Groups = Readonly<Record<string, string>>;

/** The number of connections that the surface varies from. */
const usual = 6;

function trialsOf({ lookup }: Result, arm: string, connections: number): Trial[] {
  const trials = lookup?.surface?.trials ?? [];
  return trials.filter(
    (each) => each.valid && each.arm === arm && each.connections === connections,
  );
}

/** CPU of one answer by block. The mean cost of reading the counters is taken off. */
function costsOf(trials: readonly Trial[], measure: SurfaceMeasure): Map<number, number> {
  const mean = (read: (trial: Trial) => number) => sumOf(trials.map(read)) / trials.length;
  const replicaUs = mean((trial) => trial.counterReadCpuUs);
  const storeUs = mean((trial) => trial.counterReadStoreCpuUs);
  const beside = (trial: Trial) => trial.storeCpuUs - storeUs + (trial.balancerCpuUs ?? Number.NaN);
  return new Map(
    trials.map((trial) => {
      const replica = trial.replicaCpuUs - replicaUs;
      const used = measure === 'replicaCpuUsPerRequest' ? replica : replica + beside(trial);
      return [trial.block, used / trial.accepted];
    }),
  );
}

/** Logarithms of the ratios of two arms, by block. */
function logsOf(
  result: Result,
  [a, b]: readonly [string, string],
  connections: number,
  measure: SurfaceMeasure,
): Map<number, number> {
  const [ofA, ofB] = [a, b].map((arm) => costsOf(trialsOf(result, arm, connections), measure));
  return new Map(
    [...(ofA ?? [])].flatMap(([block, cost]) => {
      const other = ofB?.get(block);
      return other === undefined ? [] : [[block, Math.log(cost / other)] as const];
    }),
  );
}

function meanRatio(logs: Iterable<number>): number {
  const all = [...logs];
  return Math.exp(sumOf(all) / all.length);
}

/** Intervals are taken from the file: the statistics behind them have tests of their own. */
function intervalOf(found: SurfaceRatio | null | undefined) {
  return { low: found?.low ?? Number.NaN, high: found?.high ?? Number.NaN };
}

/** The arm that a sentence names with its algorithm and its library. */
function armOf({ lookup }: Result, groups: Groups): string {
  const { contender, algorithm = null, library = null } = groups;
  const row = lookup?.surface?.rows.find(
    (each) =>
      each.contender === contender && each.algorithm === algorithm && each.library === library,
  );
  return row?.arm ?? `no arm of ${contender}`;
}

const configuration = '`(?<contender>[\\w-]+)`(?: \\((?<algorithm>\\w+), (?<library>\\w+)\\))?';
const figures = '(?<ratio><number>) \\[(?<low><number>), (?<high><number>)\\]';

/** What the file says of an arm against `sessions`, and the ratio again from the trials. */
function againstSessions(
  result: Result,
  arm: string,
  connections: number,
  measure: SurfaceMeasure,
) {
  const row = result.lookup?.surface?.rows.find(
    (each) => each.arm === arm && each.connections === connections,
  );
  return {
    ratio: meanRatio(logsOf(result, [arm, 'sessions'], connections, measure).values()),
    ...intervalOf(row?.againstSessions[measure]),
  };
}

const configured = new RegExp(`^${configuration} by concurrency`);

export const surfaceKinds: readonly Kind[] = [
  {
    pattern: pattern(`${configuration} at ${figures}`),
    figures: (groups, { text }, result) => {
      const alone = text.startsWith('By replica CPU');
      const measure = alone ? 'replicaCpuUsPerRequest' : 'wholePathCpuUsPerRequest';
      return againstSessions(result, armOf(result, groups), usual, measure);
    },
  },
  {
    pattern: pattern(`with (?<connections><number>) connections? at ${figures}`),
    figures: ({ connections }, { text }, result) => {
      const arm = armOf(result, configured.exec(text)?.groups ?? {});
      const found = result.lookup?.surface?.rows.find(
        (row) => row.arm === arm && row.connections === Number(connections),
      );
      return {
        connections: found?.connections ?? Number.NaN,
        ...againstSessions(result, arm, Number(connections), 'wholePathCpuUsPerRequest'),
      };
    },
  },
  {
    pattern: pattern(
      `From (?<from><number>) to (?<to><number>) connections .*: it is multiplied by ${figures}`,
    ),
    figures: ({ from, to }, { text }, result) => {
      const arm = armOf(result, configured.exec(text)?.groups ?? {});
      const [few, many] = [from, to].map((connections) =>
        logsOf(result, [arm, 'sessions'], Number(connections), 'wholePathCpuUsPerRequest'),
      );
      const moved = [...(many ?? [])].map(([block, log]) => log - (few?.get(block) ?? Number.NaN));
      const change = result.lookup?.surface?.changes.find((each) => each.arm === arm);
      return {
        from: change?.from ?? Number.NaN,
        to: change?.to ?? Number.NaN,
        ratio: meanRatio(moved),
        ...intervalOf(change?.againstSessions),
      };
    },
  },
  {
    pattern: pattern('(?:all|the) (?<measured><number>) measured configurations'),
    figures: (_, { text }, { lookup }) => {
      const isOwn = (contender: string) => {
        if (text.startsWith('Tokens with a')) return contender === 'tokens';
        if (text.startsWith('Tokens without')) return contender === 'tokens-stateless';
        return contender.startsWith('sessions-');
      };
      const rows = lookup?.surface?.rows ?? [];
      const own = rows.filter((row) => row.connections === usual && isOwn(row.contender));
      return { measured: own.length };
    },
  },
  {
    pattern: pattern('(?:alone (?<other><number>) of|each of) (?<all><number>) configurations?'),
    figures: (_, __, { lookup }) => {
      const rows = (lookup?.surface?.rows ?? []).filter(
        ({ connections, contender, arm }) =>
          connections === usual && contender !== 'floor' && arm !== 'sessions',
      );
      const other = rows.filter(
        ({ againstSessions: { wholePathCpuUsPerRequest, replicaCpuUsPerRequest } }) =>
          wholePathCpuUsPerRequest?.verdict !== replicaCpuUsPerRequest?.verdict,
      );
      return { other: other.length, all: rows.length };
    },
  },
  {
    pattern: pattern(`(?<=connections: )(?<usual>\\d+), where no number is given.*read ${figures}`),
    figures: (_, __, result) => {
      const row = result.lookup?.surface?.rows.find(({ arm }) => arm === 'floor-aa');
      const measure = 'wholePathCpuUsPerRequest';
      return {
        usual,
        ratio: meanRatio(logsOf(result, ['floor-aa', 'floor'], usual, measure).values()),
        ...intervalOf(row?.againstFloor[measure]),
      };
    },
  },
  { pattern: pattern('\\((?:HS|RS|ES)256, \\w+\\)'), figures: () => ({}) },
  { pattern: pattern('“At 1.5” means 1.5 times'), figures: () => ({}) },
  { pattern: pattern('“At 48” means with 48 connections'), figures: () => ({}) },
  { pattern: pattern('an interval that excludes 1'), figures: () => ({}) },
  {
    pattern: pattern('grey band of this boot, ±(?<noise><number>) %'),
    figures: (_, __, { lookup }) => {
      const row = lookup?.surface?.rows.find(({ arm }) => arm === 'floor-aa');
      const { low, high } = intervalOf(row?.againstFloor.wholePathCpuUsPerRequest);
      return { noise: Math.max(2, 100 * (Math.sqrt(high / low) - 1)) };
    },
  },
  {
    pattern: pattern('CPU per accepted answer with (?<usual><number>) connections'),
    figures: () => ({ usual }),
  },
];
