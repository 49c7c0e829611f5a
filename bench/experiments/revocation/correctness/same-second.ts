import { setTimeout as delay } from 'node:timers/promises';
import { logIn } from '../../../load/credential.ts';
import { logOutAll } from '../../../load/revoke.ts';
import { askEachSettled } from './ask.ts';
import { type CaseTrial, type CorrectnessCase, hasDenylist, hasSharedRecord } from './case.ts';

const wanted = 5;

/**
 * "Everything until now" is compared with the time of a login. Where that time is kept in whole seconds, as `iat` is,
 * a login before and one after within the same second cannot be told apart: one of them is judged wrongly.
 */
export const sameSecond: CorrectnessCase = {
  name: 'same-second',
  appliesTo: (contender) => hasDenylist(contender) || hasSharedRecord(contender),
  async run(trial) {
    let oldAccepted = 0;
    let newRefused = 0;
    for (let done = 0; done < wanted; ) {
      const outcome = await tryOne(trial);
      if (outcome === null) continue;
      done += 1;
      if (outcome.before.includes(200)) oldAccepted += 1;
      if (outcome.after.some((status) => status !== 200)) newRefused += 1;
    }
    return [
      {
        case: 'same-second',
        expected: 'a login before a logout-all refused, one after it in the same second accepted',
        observed: `of ${wanted}: ${oldAccepted} old logins accepted, ${newRefused} new ones refused`,
        ok: oldAccepted === 0 && newRefused === 0,
        explanation:
          'a not-before in whole seconds either lets a revoked token of the same second live or refuses a new login',
        source: 'RFC 7519, section 2 (NumericDate); RFC 8725, section 3',
      },
    ];
  },
};

/** Null: the three requests did not fall into one second. */
async function tryOne({ arm, nextAccount }: CaseTrial) {
  // Begin early in a second, so that three requests fit into it.
  await delay(1000 - (Date.now() % 1000) + 5);
  const account = nextAccount();
  const second = Math.floor(Date.now() / 1000);
  const old = await logIn(arm.url, account);
  await logOutAll(arm.url, old);
  const fresh = await logIn(arm.url, account);
  if (Math.floor(Date.now() / 1000) !== second) return null;
  const [before, after] = await Promise.all([
    askEachSettled(arm, old.headers),
    askEachSettled(arm, fresh.headers),
  ]);
  return { before, after };
}
