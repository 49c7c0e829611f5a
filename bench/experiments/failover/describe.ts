import type { FaultDescription } from '../../result/failover-cell.ts';
import type { Fault } from './fault.ts';

/** The fault as the report prints it, with the values that its settings have in this lab. */
export function describeFault(
  { fault, variant, title, done, advice, balancerSettings, otherSettings = {} }: Fault,
  balancer: Readonly<Record<string, string>>,
): FaultDescription {
  const known = balancerSettings.map((name) => {
    const value = balancer[name];
    if (value === undefined) throw new TypeError(`the balancer has no setting "${name}"`);
    return [`nginx: ${name}`, value] as const;
  });
  return {
    fault,
    variant,
    title,
    done,
    advice,
    settings: { ...Object.fromEntries(known), ...otherSettings },
  };
}
