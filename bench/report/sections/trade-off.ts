import { max } from 'd3-array';
import { costUs, headlineOf } from '../../result/headline.ts';
import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { RevocationResult } from '../../result/revocation.ts';
import { isBeaten, type Pareto, type ParetoPoint, paretoChart } from '../charts/pareto.ts';
import { figureBlock } from '../charts/svg.ts';
import { type Block, left, right, tableOf } from '../document.ts';
import { costBearer, costLabel, costName } from '../evidence/configuration.ts';
import { lifeOf, staleAfterMs, stalenessOf } from '../evidence/staleness.ts';
import { againstFloor } from '../evidence/trust.ts';
import { atMost, enumerate, figure, microseconds, milliseconds, name, names } from '../format.ts';
import { metricName } from '../verdicts/lookup.ts';

/** Cost of a request against the life of a revoked credential. No block unless both were measured. */
export function tradeOffBlocks(result: Result): Block[] {
  const { lookup, revocation } = result;
  if (lookup === null || revocation === null) return [];
  const points = paretoPoints(result, lookup, revocation);
  if (points.length < 2) return [];
  return [paretoFigure(points, metricName(headlineOf(lookup)), result, revocation)];
}

interface TradeOffPoint extends ParetoPoint {
  /** Whose cost it is: its own, or that of the contender whose check it shares. */
  readonly costedAs: string;
  readonly resolutionMs: number;
}

/** Contenders that have both a cost over the floor and logout trials. */
function paretoPoints(
  result: Result,
  lookup: LookupResult,
  { summary, trials }: RevocationResult,
): TradeOffPoint[] {
  const floorUs = armCostUs(lookup, 'floor');
  if (floorUs === null) return [];
  const points = summary
    .filter((each) => each.action === 'logout')
    .flatMap((each) => {
      const costedAs = costBearer(result, each.contender);
      const cost = costOverFloor(lookup, costedAs, floorUs);
      const staleness = stalenessOf(trials, each.contender, 'logout');
      const censored = staleness.censored > 0;
      const revokedMs = censored ? null : staleAfterMs(staleness, 1);
      const medianMs = censored ? null : staleAfterMs(staleness, 0.5);
      const own = trials.filter(
        (trial) => trial.valid && trial.contender === each.contender && trial.action === 'logout',
      );
      const lastAcceptMs = max(own, (trial) => trial.fleetLowMs) ?? 0;
      const refused =
        result.contenders.find(({ contender }) => contender === each.contender)?.behindBalancer
          .refused ?? 0;
      const caveat = caveatOf(each.resurrections, refused);
      return cost === null
        ? []
        : [
            {
              contender: each.contender,
              costedAs,
              revokedMs,
              medianMs,
              lastAcceptMs,
              lifeMs: censored ? lifeOf(each.boundMs) : null,
              resolutionMs: staleness.resolutionMs,
              caveat,
              ...cost,
            },
          ];
    });
  return points.map((point) => ({ ...point, onFrontier: !isBeaten(point, points) }));
}

function caveatOf(resurrections: number, refusedBehindBalancer: number): string {
  if (resurrections > 0) return `came back ${resurrections}×`;
  return refusedBehindBalancer > 0 ? 'refuses valid users behind the balancer' : '';
}

/** By the headline, in microseconds of this machine. */
function armCostUs(lookup: LookupResult, arm: string): number | null {
  return costUs(
    lookup.costs.find((cost) => cost.arm === arm),
    headlineOf(lookup),
  );
}

function costOverFloor(
  lookup: LookupResult,
  contender: string,
  floorUs: number,
): Pick<ParetoPoint, 'costUs' | 'lowUs' | 'highUs'> | null {
  const paired = againstFloor(lookup, contender);
  if (paired?.ratio != null && paired.low !== null && paired.high !== null) {
    return {
      costUs: (paired.ratio - 1) * floorUs,
      lowUs: (paired.low - 1) * floorUs,
      highUs: (paired.high - 1) * floorUs,
    };
  }
  const own = armCostUs(lookup, contender);
  if (own === null) return null;
  return { costUs: own - floorUs, lowUs: own - floorUs, highUs: own - floorUs };
}

function paretoFigure(
  points: readonly TradeOffPoint[],
  measure: string,
  { environment }: Result,
  { summary }: RevocationResult,
): Block {
  const frontier = points.filter((point) => point.onFrontier).map((point) => point.contender);
  const ofLogout = summary.filter((each) => each.action === 'logout');
  const missing = ofLogout
    .map((each) => each.contender)
    .filter((contender) => !points.some((point) => point.contender === contender));
  const resolutionMs = max(points, (point) => point.resolutionMs) ?? 0;
  const pareto: Pareto = {
    title: 'Cost per request against revocation latency',
    description: `Costs in microseconds over the floor, and how long a revoked credential was accepted. ${points.map((point) => `${costLabel(point.contender)}: ${figure(point.costUs)}, ${revokedText(point)}${point.caveat === '' ? '' : `, ${point.caveat}`}`).join('; ')}. Not beaten by another: ${frontier.join(', ')}.`,
    measure,
    points,
    resolutionMs,
  };
  return figureBlock(paretoChart, pareto, {
    id: 'pareto',
    caption: `Down and to the left is better. In bold, joined where they are several: ${enumerate(frontier.map(costName))}, which no other contender of this run beats in both. Upright: the cost and its interval; where two overlap, the run does not decide. A mark stands at half of the logout trials, and its line reaches to the longest. The grey bin holds the trials that saw no stale accept. A credential that only expiry ends has its mark at its life, on an axis of its own. Costs are ${measure} over the floor, in microseconds of this machine (${environment.cpuModel}).${costNotes(points, missing)}`,
    table: tableOf(pareto.title, points, [
      [left('contender'), (row) => name(row.contender)],
      [right('CPU over the floor'), (row) => microseconds(row.costUs)],
      [right('95\u00a0% interval'), (row) => `[${figure(row.lowUs)}, ${figure(row.highUs)}]`],
      [right('revoked credential accepted'), revokedText],
      [left('beaten by another'), (row) => (row.onFrontier ? 'no' : 'yes')],
      [
        left('but'),
        (row) =>
          [costedElsewhere(row) ? `at the cost of ${costName(row.costedAs)}` : '', row.caveat]
            .filter(Boolean)
            .join('; '),
      ],
    ]),
  });
}

function revokedText({ revokedMs, lifeMs }: TradeOffPoint): string {
  if (revokedMs === null) return `until expiry${lifeMs ? ` (${atMost(lifeMs)})` : ''}`;
  return revokedMs === 0 ? 'none seen' : `for up to ${milliseconds(revokedMs)}`;
}

function costedElsewhere({ contender, costedAs }: TradeOffPoint): boolean {
  return contender !== costedAs;
}

/** Names the contenders that are drawn at the cost of another one, and those that are not drawn. */
function costNotes(points: readonly TradeOffPoint[], missing: readonly string[]): string {
  const shared = points
    .filter(costedElsewhere)
    .map(
      ({ contender, costedAs }) =>
        ` ${costName(contender)} stands at the cost of ${costName(costedAs)}, whose check it shares.`,
    );
  const absent =
    missing.length === 0
      ? []
      : [` Not drawn, because their cost was not measured: ${names(missing)}.`];
  return [...shared, ...absent].join('');
}
