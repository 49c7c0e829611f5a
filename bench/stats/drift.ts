import { meanOf } from './interval.ts';
import { fitLine } from './line.ts';

/**
 * Whether the cost moved while it was measured. Fewer than half of all benchmarks reach a steady state consistently
 * (Barrett et al., "Virtual machine warmup blows hot and cold", OOPSLA 2017), so none is claimed: the drift is shown.
 */
export type DriftLabel = 'flat' | 'warming' | 'slowing' | 'inconsistent';

export interface Drift {
  /** `warming`: the cost fell. `slowing`: it rose. `inconsistent`: the boots do not agree. */
  readonly label: DriftLabel;
  /** Change over one boot in percent, mean of the boots; 0 when no boot carries a line. */
  readonly percentPerBoot: number;
}

/** A change smaller than this over a whole boot is called flat, however sure it is. Percent. */
const flatPercent = 2;

/**
 * Regresses the log of the cost on the block index, for each boot, and compares the labels.
 *
 * @param costs one per block, of one arm.
 */
export function driftOf(
  costs: readonly { readonly boot: number; readonly block: number; readonly cost: number }[],
): Drift {
  const boots = [...Map.groupBy(costs, ({ boot }) => boot).values()].flatMap((boot) => {
    const blocks = boot.map(({ block }) => block);
    const line = fitLine(boot.map(({ block, cost }) => ({ x: block, y: Math.log(cost) })));
    if (line === null) return [];
    const percent = 100 * Math.expm1(line.slope * (Math.max(...blocks) - Math.min(...blocks)));
    const { low, high } = line.slopeInterval;
    const moved = (low > 0 || high < 0) && Math.abs(percent) >= flatPercent;
    const label: DriftLabel = !moved ? 'flat' : percent < 0 ? 'warming' : 'slowing';
    return [{ label, percent }];
  });
  const labels = new Set(boots.map(({ label }) => label));
  const [label = 'flat'] = labels;
  return {
    label: labels.size > 1 ? 'inconsistent' : label,
    percentPerBoot: boots.length === 0 ? 0 : meanOf(boots.map(({ percent }) => percent)),
  };
}
