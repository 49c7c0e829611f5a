import type { Arm, ArmSpec, Stack } from '../../../../infra/stack/stack.ts';
import type { Correctness } from '../../../result/revocation/correctness.ts';
import { armNamed } from '../side-lab.ts';
import { eviction } from './eviction.ts';
import { respelled } from './respelled.ts';
import { tryCases } from './run.ts';
import { skewedClocks } from './skewed-clocks.ts';

/** Cases that fill the store or set clocks wrong: on arms of their own, one per kind of memory. */
const tried = ['sessions', 'tokens', 'tokens-pushed'] as const;
const armName = (contender: string) => `${contender}-tried`;

/** The spare bits at the end of an HS256 signature are others than those of an ECDSA signature. */
const sharedSecretArm = 'tokens-hs256';

const firstAccount = 180_000;

export function roughArms(contenders: readonly string[]): ArmSpec[] {
  const own = tried
    .filter((contender) => contenders.includes(contender))
    .map((contender) => ({ arm: armName(contender), contender }));
  const environment = { TOKEN_ALGORITHM: 'HS256' };
  return contenders.includes('tokens')
    ? [...own, { arm: sharedSecretArm, contender: 'tokens', replicas: 1, environment }]
    : own;
}

export async function tryRoughCases(
  stack: Stack,
  contenders: readonly string[],
): Promise<Correctness[]> {
  const arms: Arm[] = tried
    .filter((contender) => contenders.includes(contender))
    .map((contender) => armNamed(stack, armName(contender)));
  const rough = await tryCases(stack, arms, [eviction, skewedClocks], firstAccount);
  const shared = stack.arms.get(sharedSecretArm);
  const hs256 =
    shared === undefined ? [] : await tryCases(stack, [shared], [respelled], firstAccount);
  return [...rough, ...hs256.map((row) => ({ ...row, case: `${row.case}-hs256` }))];
}
