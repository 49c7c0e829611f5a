import { type Credential, logIn } from '../../../load/credential.ts';
import { logOutAll } from '../../../load/revoke.ts';
import { askEachSettled } from './ask.ts';
import { type CaseTrial, type CorrectnessCase, hasDenylist, hasSharedRecord } from './case.ts';

/** Two minutes slow, right, two minutes fast: far beyond the clock tolerance of 5 s. */
const offsetsMs = [-120_000, 0, 120_000];

/**
 * Logins, logouts of everything and checks on replicas whose clocks disagree. "Everything until now" must mean the
 * same moment to all of them, so it has to be taken from one clock.
 */
export const skewedClocks: CorrectnessCase = {
  name: 'skewed-clocks',
  appliesTo: (contender) => hasDenylist(contender) || hasSharedRecord(contender),
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
      const other: Credential = await logIn(revoking.url, account);
      await logOutAll(revoking.url, other);
      const fresh = await logIn(login.url, account);
      const [before, after] = await Promise.all([
        askEachSettled(arm, old.headers),
        askEachSettled(arm, fresh.headers),
      ]);
      pairs += 1;
      if (before.includes(200)) oldAccepted += 1;
      if (after.some((status) => status !== 200)) newRefused += 1;
    }
  }
  return { pairs, oldAccepted, newRefused };
}
