import type { ArmSpec } from '../../../infra/stack/stack.ts';
import { type Sweeps, secondFloorArm } from '../../result/sweeps.ts';
import { signatures, variantArm, variedContender } from '../lookup/round-trips/arms.ts';
import {
  credentialBytesOf,
  measureArms,
  onOwnStack,
  ratioTo,
  rowCosts,
  type SweepTools,
} from './measure.ts';

/** What many tutorials do: the key as text, parsed again for every token. */
const rawKeyLibrary = 'jsonwebtoken-raw-key';
const traps = (['HS256', 'RS256', 'ES256'] as const).map((algorithm) => ({
  algorithm,
  library: rawKeyLibrary,
}));

/** What the signatures are compared with, and the floor once more: the noise. */
const references = [
  { contender: 'floor', arm: 'algorithms-floor' },
  { contender: 'floor', arm: secondFloorArm },
  { contender: 'sessions-hardened', arm: 'algorithms-sessions-hardened' },
] as const;

/** One replica each: a signature costs what it costs on any of them. */
export async function sweepAlgorithms(
  tools: SweepTools,
): Promise<Pick<Sweeps, 'trials' | 'algorithms'>> {
  const { signatures: count } = tools.context.plan.sweeps;
  // The traps come last in full and one of them early, so that a small run holds a trap too.
  const [firstTrap, ...otherTraps] = traps;
  const [first, ...others] = signatures;
  const chosen = [first, firstTrap, ...others, ...otherTraps]
    .filter((signature) => signature !== undefined)
    .slice(0, count);
  const variants = chosen.map(({ algorithm, library }) => ({
    algorithm,
    library,
    spec: {
      arm: variantArm(algorithm, library),
      contender: variedContender,
      replicas: 1,
      environment: { TOKEN_ALGORITHM: algorithm, TOKEN_LIBRARY: library },
    } satisfies ArmSpec,
  }));
  const compared = references.map((reference) => ({
    algorithm: null,
    library: null,
    spec: { ...reference, replicas: 1 } satisfies ArmSpec,
  }));
  const rows = [...compared, ...variants];
  const [floor] = compared;

  tools.context.screen.phase('sweeps: algorithms');
  return await onOwnStack(
    tools,
    rows.map(({ spec }) => spec),
    async (stack) => {
      const { trials, credentials } = await measureArms(tools, stack, [...stack.arms.values()]);
      return {
        trials,
        algorithms: rows.map(({ spec, algorithm, library }) => ({
          arm: spec.arm,
          contender: spec.contender,
          algorithm,
          library,
          trap: library === rawKeyLibrary,
          credentialBytes: credentialBytesOf(credentials, spec.arm),
          ...rowCosts(trials, spec.arm),
          againstFloor: ratioTo(trials, spec.arm, floor?.spec.arm ?? null),
        })),
      };
    },
  );
}
