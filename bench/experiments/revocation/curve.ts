import type { StaleCurve } from '../../result/revocation-findings.ts';
import type { FinishedTrial } from './trial.ts';

/** Fine where a push or a cache would show, coarse where only expiry is waited for. */
const edgesMs: readonly number[] = [
  0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 750, 1000,
  1500, 2000, 3000, 5000,
];

/** Adds the probes of trials up into one curve for each contender and action. */
export interface CurveCollector {
  add(finished: FinishedTrial): void;
  curves(): StaleCurve[];
}

export function createCurveCollector(): CurveCollector {
  const curves = new Map<string, StaleCurve>();
  return {
    add({ trial: { contender, action, valid }, log, ackMs }) {
      if (!valid) return;
      const name = `${contender} ${action}`;
      const curve = curves.get(name) ?? emptyCurve(contender, action);
      curves.set(name, curve);
      curve.trials += 1;
      const probes = [...log.values()].flat().filter(({ sentMs }) => sentMs > ackMs);
      for (const { sentMs, verdict } of probes) {
        if (verdict !== 'error') countIn(curve, sentMs - ackMs, verdict === 'accepted');
      }
    },
    curves: () => [...curves.values()].map(withoutEmptyEnd),
  };
}

function emptyCurve(contender: string, action: string): StaleCurve {
  const zeros = () => edgesMs.slice(1).map(() => 0);
  return {
    contender,
    action,
    trials: 0,
    edgesMs: [...edgesMs],
    probes: zeros(),
    accepted: zeros(),
  };
}

function countIn(curve: StaleCurve, afterMs: number, accepted: boolean): void {
  const bucket = curve.edgesMs.findLastIndex((edgeMs) => edgeMs <= afterMs);
  const probes = curve.probes[bucket];
  if (probes === undefined) return;
  curve.probes[bucket] = probes + 1;
  if (accepted) curve.accepted[bucket] = (curve.accepted[bucket] ?? 0) + 1;
}

function withoutEmptyEnd(curve: StaleCurve): StaleCurve {
  const used = curve.probes.findLastIndex((probes) => probes > 0) + 1;
  return {
    ...curve,
    edgesMs: curve.edgesMs.slice(0, used + 1),
    probes: curve.probes.slice(0, used),
    accepted: curve.accepted.slice(0, used),
  };
}
