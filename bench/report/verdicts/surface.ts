import { group } from 'd3-array';
import type {
  Surface,
  SurfaceChange,
  SurfaceMeasure,
  SurfaceRatio,
  SurfaceRow,
} from '../../result/surface.ts';
import { counted, enumerate, name, ratioWithInterval } from '../format.ts';

export const surfaceTitle = 'What a request costs, by algorithm, library and concurrency';

type Configuration = Pick<SurfaceRow, 'contender' | 'algorithm' | 'library'>;

/** `tokens` (HS256, jsonwebtoken); a session store is named by its contender alone. */
export function configurationName({ contender, algorithm, library }: Configuration): string {
  return algorithm === null ? name(contender) : `${name(contender)} (${algorithm}, ${library})`;
}

/** The number of connections at which every configuration was measured. */
export function usualConnections({ rows }: Pick<Surface, 'rows'>): number | null {
  const sizes = [...group(rows, ({ connections }) => connections)];
  const [largest] = sizes.sort(([, one], [, other]) => other.length - one.length);
  return largest?.[0] ?? null;
}

/** A row with its ratio to `sessions`. */
interface Compared {
  readonly row: SurfaceRow;
  readonly found: SurfaceRatio;
}

/** The rows that are compared with `sessions`, by one cost, the cheapest first. Floors are no choices. */
export function comparedRows(
  { rows }: Pick<Surface, 'rows'>,
  measure: SurfaceMeasure,
  connections: number | null,
): Compared[] {
  return rows
    .filter((row) => row.contender !== 'floor' && row.connections === connections)
    .flatMap((row) => {
      const found = row.againstSessions[measure];
      return found === null ? [] : [{ row, found }];
    })
    .sort((one, other) => one.found.ratio - other.found.ratio);
}

/** What the surface says, one sentence or two for each item. Empty without a ratio to `sessions`. */
export function surfaceSentences(surface: Surface): string[] {
  const at = usualConnections(surface);
  const rows = comparedRows(surface, 'wholePathCpuUsPerRequest', at);
  if (rows.length === 0) return [];
  return [
    ...approachesIn(rows).map(approachSentence),
    cheapestSentence(rows),
    replicaSentence(rows),
    ...surface.changes
      .filter(({ contender }) => contender !== 'floor')
      .map((change) => concurrencySentence(surface, change)),
  ];
}

type Approach = readonly [what: string, has: (contender: string) => boolean];

/** Tokens with a denylist, tokens without one, and sessions that are looked up otherwise. */
const approaches: readonly Approach[] = [
  ['Tokens with a denylist', (contender) => contender === 'tokens'],
  ['Tokens without a denylist', (contender) => contender === 'tokens-stateless'],
  ['Other ways to look up a session', (contender) => contender.startsWith('sessions-')],
];

/** The approaches that this run measured, each with its rows. */
function approachesIn(rows: readonly Compared[]) {
  return approaches
    .map(([what, has]) => ({ what, own: rows.filter(({ row }) => has(row.contender)) }))
    .filter(({ own }) => own.length > 0);
}

/** Generalises only where all configurations are told apart from `sessions` in one direction, and says that they are. */
function approachSentence({ what, own }: ReturnType<typeof approachesIn>[number]): string {
  const told = verdictClauses(own);
  const verdicts = new Set(own.map(({ found }) => found.verdict));
  const claims = [...verdicts].filter((verdict) => verdict !== 'not-distinguishable');
  const measured = `${own.length} measured configurations`;
  if (claims.length > 1) return `${what}: the ${measured} differ. ${told}.`;
  const agree = own.length > 1 && claims.length === verdicts.size;
  return agree ? `${what}: all ${measured} agree. ${told}.` : `${what}: ${told}.`;
}

/** One clause for each verdict, each row with its ratio. */
function verdictClauses(rows: readonly Compared[]): string {
  return [...group(rows, ({ found }) => found.verdict)]
    .map(([verdict, own]) => {
      const told = own.map(
        ({ row, found }) => `${configurationName(row)} at ${ratioWithInterval(found)}`,
      );
      return `${enumerate(told)} ${predicate(verdict, own.length > 1)}`;
    })
    .join('; ');
}

function predicate(verdict: SurfaceRatio['verdict'], many: boolean): string {
  if (verdict === 'not-distinguishable') {
    return `${many ? 'are' : 'is'} not distinguishable from \`sessions\``;
  }
  const amounts = {
    'costs-less': 'less than `sessions`',
    'costs-more': 'more than `sessions`',
    equivalent: 'the same as `sessions`, within 5\u00a0%',
  };
  return `${many ? 'cost' : 'costs'} ${amounts[verdict]}`;
}

/** The cheapest of each approach, by its ratio to `sessions`. */
function cheapestSentence(rows: readonly Compared[]): string {
  const cheapest = approachesIn(rows).flatMap(({ own: [first] }) =>
    first === undefined
      ? []
      : [`${configurationName(first.row)} at ${ratioWithInterval(first.found)}`],
  );
  return `The lowest ratio of each of these approaches is that of ${enumerate(cheapest)}.`;
}

/** Where the replica alone gives another answer than the whole path. */
function replicaSentence(rows: readonly Compared[]): string {
  const both = rows.flatMap(({ row, found }) => {
    const replica = row.againstSessions.replicaCpuUsPerRequest;
    return replica === null ? [] : [{ row, found: replica, wholePath: found }];
  });
  const other = both.filter(({ found, wholePath }) => found.verdict !== wholePath.verdict);
  const all = counted(both.length, 'configuration');
  if (other.length === 0) {
    return `By replica CPU alone each of ${all} gets the same verdict as by the whole path.`;
  }
  return `By replica CPU alone ${other.length} of ${all} ${other.length === 1 ? 'gets' : 'get'} another verdict than by the whole path: ${verdictClauses(other)}.`;
}

/** One configuration at each number of connections, and whether its ratio moves. */
function concurrencySentence({ rows }: Surface, change: SurfaceChange): string {
  const own = rows
    .filter(({ arm }) => arm === change.arm)
    .flatMap((row) => {
      const found = row.againstSessions.wholePathCpuUsPerRequest;
      return found === null ? [] : [{ row, found }];
    });
  const clauses = [...group(own, ({ found }) => found.verdict)].map(([verdict, alike]) => {
    const places = alike.map(
      ({ row, found }) =>
        `with ${counted(row.connections, 'connection')} at ${ratioWithInterval(found)}`,
    );
    return `${enumerate(places)} it ${predicate(verdict, false)}`;
  });
  const { againstSessions: moved, from, to } = change;
  return `${configurationName(change)} by concurrency: ${clauses.join('; ')}. From ${from} to ${to} connections ${movement(moved)}.`;
}

function movement(moved: SurfaceRatio): string {
  const words = {
    'costs-more': 'its ratio to `sessions` grows',
    'costs-less': 'its ratio to `sessions` falls',
    equivalent: 'its ratio to `sessions` stays the same within 5\u00a0%',
    'not-distinguishable': 'no change of its ratio to `sessions` is distinguishable',
  };
  return `${words[moved.verdict]}: it is multiplied by ${ratioWithInterval(moved)}`;
}

/** The second copy of the floor, against the floor: what one boot makes out of two equal things. */
export function noiseOf(
  { rows }: Pick<Surface, 'rows'>,
  measure: SurfaceMeasure = 'wholePathCpuUsPerRequest',
): SurfaceRatio | null {
  return rows.find(isSecondFloor)?.againstFloor[measure] ?? null;
}

export function isSecondFloor({ arm, contender }: Pick<SurfaceRow, 'arm' | 'contender'>): boolean {
  return contender === 'floor' && arm !== contender;
}

/** How far the figures reach: they stand on one boot. */
export function scopeSentence(surface: Surface): string {
  const noise = noiseOf(surface);
  const told =
    noise === null ? '' : ` Two copies of \`floor\` read ${ratioWithInterval(noise)} in this boot.`;
  return `“At 1.5” means 1.5 times the CPU of the whole path (replica, Redis and balancer) of \`sessions\` with the same number of connections: ${usualConnections(surface)}, where no number is given. All figures come from one boot with one replica of each arm. Differences between boots are not in the intervals, so another run may differ by more than they say.${told} The verdicts are corrected for the number of configurations (Holm), so an interval that excludes 1 is not yet a difference.`;
}
