import type { Arm, ArmSpec, Stack } from '../../../../infra/stack/stack.ts';
import { logIn } from '../../../load/credential.ts';
import { logOutAll } from '../../../load/revoke.ts';
import type { Correctness } from '../../../result/revocation-findings.ts';
import { armNamed } from '../../own-stack.ts';
import { jwksMaxAgeMs, withdrawnKey } from '../keys.ts';
import {
  askOldAndNew,
  type CaseTrial,
  type CorrectnessCase,
  endsByLogout,
  tryCases,
} from './case.ts';
import { eviction } from './eviction.ts';
import { respelled } from './respelled.ts';

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

/** Two minutes slow, right, two minutes fast: far beyond the clock tolerance of 5 s. */
const offsetsMs = [-120_000, 0, 120_000];

/**
 * Logins, logouts of everything and checks on replicas whose clocks disagree. "Everything until now" must mean the
 * same moment to all of them, so it has to be taken from one clock.
 */
export const skewedClocks: CorrectnessCase = {
  name: 'skewed-clocks',
  appliesTo: endsByLogout,
  async run(trial) {
    const { replicas } = trial.arm;
    await Promise.all(
      replicas.map(async (replica, index) => {
        await replica.drain();
        await replica.startWith({ CLOCK_OFFSET_MS: String(offsetsMs[index % offsetsMs.length]) });
        await replica.untilReady();
      }),
    );
    const found = await tryPairs(trial);
    return [
      {
        case: 'skewed-clocks',
        expected:
          'whichever replica logs in and whichever revokes: the login before the logout-all refused, the one after it accepted, on all',
        observed: `of ${found.pairs} pairs of replicas: in ${found.oldAccepted} an old login was accepted, in ${found.newRefused} a new one refused`,
        ok: found.oldAccepted === 0 && found.newRefused === 0,
        explanation:
          'clocks 2 minutes slow, right and 2 minutes fast; the not-before and the time of a login are both read from the clock of Redis',
        source: 'Keycloak pull request 5014 (tolerance on a not-before admits old tokens again)',
      },
    ];
  },
};

async function tryPairs(trial: CaseTrial) {
  const { arm, nextAccount } = trial;
  let pairs = 0;
  let oldAccepted = 0;
  let newRefused = 0;
  for (const login of arm.replicas) {
    for (const revoking of arm.replicas) {
      const account = nextAccount();
      const old = await logIn(login.url, account);
      await logOutAll(revoking.url, await logIn(revoking.url, account));
      const fresh = await logIn(login.url, account);
      const found = await askOldAndNew(arm, old, fresh);
      pairs += 1;
      if (found.oldAccepted) oldAccepted += 1;
      if (found.newRefused) newRefused += 1;
    }
  }
  return { pairs, oldAccepted, newRefused };
}
