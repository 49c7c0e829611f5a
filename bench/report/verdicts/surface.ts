import { group } from 'd3-array';
import type {
  Surface,
  SurfaceChange,
  SurfaceMeasure,
  SurfaceRatio,
  SurfaceRow,
} from '../../result/surface.ts';
import type { Verdict } from '../document.ts';
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

/** What the surface says. The evidence of each verdict has the ratios. Empty without a ratio to `sessions`. */
export function surfaceVerdicts(surface: Surface): Verdict[] {
  const at = usualConnections(surface);
  const rows = comparedRows(surface, 'wholePathCpuUsPerRequest', at);
  if (rows.length === 0) return [];
  return [
    ...approachesIn(rows).flatMap(approachVerdicts),
    cheapestVerdict(rows),
    replicaVerdict(rows),
    ...surface.changes
      .filter(({ contender }) => contender !== 'floor')
      .flatMap((change) => concurrencyVerdicts(surface, change)),
  ];
}

/** The ratios and their verdicts stand on one boot and have no tone of their own. */
function verdict(headline: string, evidence: readonly string[]): Verdict {
  return { experiment: 'lookup', tone: 'neutral', headline, evidence };
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

/** One verdict for the configurations that came out alike. It speaks of all only where all of them did. */
function approachVerdicts({ what, own }: ReturnType<typeof approachesIn>[number]): Verdict[] {
  return [...group(own, ({ found }) => found.verdict)].map(([outcome, alike]) => {
    const [first] = alike;
    const many = own.length > 1;
    const measured = `${alike.length === own.length ? 'all' : `${alike.length} of`} ${own.length} measured configurations`;
    const who = many || first === undefined ? measured : configurationName(first.row);
    const said =
      many && alike.length === own.length && outcome === 'not-distinguishable'
        ? `none of ${own.length} measured configurations is distinguishable from \`sessions\``
        : `${who} ${predicate(outcome, alike.length > 1)}`;
    return verdict(`${what}: ${said}`, alike.map(placeOf));
  });
}

/** `tokens` (ES256, jose) at 1.25 [1.11, 1.41]. */
function placeOf({ row, found }: Compared): string {
  return `${configurationName(row)} at ${ratioWithInterval(found)}`;
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
function cheapestVerdict(rows: readonly Compared[]): Verdict {
  const cheapest = approachesIn(rows).flatMap(({ own }) => own.slice(0, 1));
  const named = enumerate(cheapest.map(({ row }) => configurationName(row)));
  return verdict(
    `The lowest ratio of each of these approaches is that of ${named}`,
    cheapest.map(placeOf),
  );
}

/** Where the replica alone gives another answer than the whole path. */
function replicaVerdict(rows: readonly Compared[]): Verdict {
  const both = rows.flatMap(({ row, found }) => {
    const replica = row.againstSessions.replicaCpuUsPerRequest;
    return replica === null ? [] : [{ row, found: replica, wholePath: found }];
  });
  const other = both.filter(({ found, wholePath }) => found.verdict !== wholePath.verdict);
  const all = counted(both.length, 'configuration');
  return verdict(
    other.length === 0
      ? `By replica CPU alone each of ${all} gets the same verdict as by the whole path`
      : `By replica CPU alone ${other.length} of ${all} ${other.length === 1 ? 'gets' : 'get'} another verdict than by the whole path`,
    other.map((each) => `${placeOf(each)} ${predicate(each.found.verdict, false)}`),
  );
}

/** One configuration: with how many connections it costs what, and whether its ratio moves with them. */
function concurrencyVerdicts({ rows }: Surface, change: SurfaceChange): Verdict[] {
  const own = rows
    .filter(({ arm }) => arm === change.arm)
    .flatMap((row) => {
      const found = row.againstSessions.wholePathCpuUsPerRequest;
      return found === null ? [] : [{ row, found }];
    });
  const who = configurationName(change);
  const { againstSessions: moved, from, to } = change;
  return [
    ...[...group(own, ({ found }) => found.verdict)].map(([outcome, alike]) => {
      const connections = enumerate(alike.map(({ row }) => String(row.connections)));
      const unit = alike.some(({ row }) => row.connections > 1) ? 'connections' : 'connection';
      return verdict(
        `With ${connections} ${unit} ${who} ${predicate(outcome, false)}`,
        alike.map(
          ({ row, found }) =>
            `with ${counted(row.connections, 'connection')} at ${ratioWithInterval(found)}`,
        ),
      );
    }),
    verdict(`From ${from} to ${to} connections ${movement(moved, who)}`, [
      `the ratio is multiplied by ${ratioWithInterval(moved)}`,
    ]),
  ];
}

function movement({ verdict: found }: SurfaceRatio, who: string): string {
  const ratio = `the ratio of ${who} to \`sessions\``;
  const words = {
    'costs-more': `${ratio} grows`,
    'costs-less': `${ratio} falls`,
    equivalent: `${ratio} stays the same within 5\u00a0%`,
    'not-distinguishable': `no change of ${ratio} is distinguishable`,
  };
  return words[found];
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
