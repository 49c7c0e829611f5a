import type { Arm, ArmSpec, Stack } from '../../../../infra/stack/stack.ts';
import type { Correctness } from '../../../result/revocation-findings.ts';
import { jwksMaxAgeMs } from '../keys.ts';
import { armNamed } from '../side-lab.ts';
import type { CorrectnessCase } from './case.ts';
import { eviction } from './eviction.ts';
import { respelled } from './respelled.ts';
import { tryCases } from './run.ts';
import { skewedClocks } from './skewed-clocks.ts';
import { withdrawnKey } from './withdrawn-key.ts';

/** Cases that fill the store or set clocks wrong: on arms of their own, one per kind of memory. */
const tried = ['sessions', 'tokens', 'tokens-pushed'] as const;
const armName = (contender: string) => `${contender}-tried`;

/** What differs between algorithms: the spare bits at the end of a signature, and whether a key can be taken back. */
const algorithms: Readonly<Record<string, readonly CorrectnessCase[]>> = {
  HS256: [respelled, withdrawnKey],
  RS256: [withdrawnKey],
  EdDSA: [withdrawnKey],
};
const algorithmArm = (algorithm: string) => `tokens-${algorithm.toLowerCase()}`;

const firstAccount = 180_000;

export function roughArms(contenders: readonly string[]): ArmSpec[] {
  const own = tried
    .filter((contender) => contenders.includes(contender))
    .map((contender) => ({ arm: armName(contender), contender }));
  if (!contenders.includes('tokens')) return own;
  const signed = Object.keys(algorithms).map((algorithm) => ({
    arm: algorithmArm(algorithm),
    contender: 'tokens',
    replicas: 1,
    environment: {
      TOKEN_ALGORITHM: algorithm,
      JWKS_MAX_AGE_MS: String(jwksMaxAgeMs),
      JWKS_COOLDOWN_MS: String(jwksMaxAgeMs),
    },
  }));
  return [...own, ...signed];
}

export async function tryRoughCases(
  stack: Stack,
  contenders: readonly string[],
): Promise<Correctness[]> {
  const arms: Arm[] = tried
    .filter((contender) => contenders.includes(contender))
    .map((contender) => armNamed(stack, armName(contender)));
  const byAlgorithm = Object.entries(algorithms).map(async ([algorithm, cases]) => {
    const arm = stack.arms.get(algorithmArm(algorithm));
    const rows = arm === undefined ? [] : await tryCases(stack, [arm], cases, firstAccount);
    return rows.map((row) => ({ ...row, case: `${row.case}-${algorithm.toLowerCase()}` }));
  });
  const [rough, ...signed] = await Promise.all([
    tryCases(stack, arms, [eviction, skewedClocks], firstAccount),
    ...byAlgorithm,
  ]);
  return [...rough, ...signed.flat()];
}
