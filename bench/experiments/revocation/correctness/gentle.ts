import { setTimeout as delay } from 'node:timers/promises';
import { logIn, logInMany } from '../../../load/credential.ts';
import { logOut, logOutAll, refreshed } from '../../../load/revoke.ts';
import {
  askEachSettled,
  askOldAndNew,
  type CaseRow,
  type CaseTrial,
  type CorrectnessCase,
  describeStatuses,
  endsByLogout,
  hasDenylist,
} from './case.ts';
import { refreshTheft } from './refresh-theft.ts';
import { respelled } from './respelled.ts';

/** CLOCK_TOLERANCE_SECONDS of the replicas, by default. */
const toleranceMs = 5000;
/** Redis counts in whole seconds here; the stamps of this test are a few milliseconds apart. */
const roundingMs = 1000;

/** An entry that ends before its token un-revokes it; one that never ends fills the store. */
export const entryLife: CorrectnessCase = {
  name: 'entry-life',
  appliesTo: hasDenylist,
  async run({ arm, nextAccount }) {
    const credential = await logIn(arm.url, nextAccount());
    await logOut(arm.url, credential);
    const key = `deny:urn:lab:${arm.spec.contender}:${credential.credentialId}`;
    const lifeMs = Number(await arm.store.command('PTTL', key));
    // -2: there is no such key. The contender keeps its list in another form; its life is tried by waiting.
    if (lifeMs === -2) return [];
    const tokenMs = new Date(credential.expiresAt).getTime() - Date.now() + toleranceMs;
    const marginMs = lifeMs - tokenMs;
    return [
      {
        case: 'entry-life',
        expected: 'the entry ends, and not before its token plus the clock tolerance',
        observed:
          lifeMs === -1
            ? 'the entry has no end'
            : `the entry ends ${(marginMs / 1000).toFixed(1)} s after its token plus the tolerance`,
        ok: lifeMs > 0 && marginMs >= -roundingMs,
        explanation:
          'an entry that underlives its token un-revokes it; one that outlives it for ever is a list that only grows',
        source: 'devise-jwt issue 25; RFC 7519, section 4.1.4 (leeway)',
      },
    ];
  },
};

const wanted = 5;

/**
 * "Everything until now" is compared with the time of a login. Where that time is kept in whole seconds, as `iat` is,
 * a login before and one after within the same second cannot be told apart: one of them is judged wrongly.
 */
export const sameSecond: CorrectnessCase = {
  name: 'same-second',
  appliesTo: endsByLogout,
  async run(trial) {
    let oldAccepted = 0;
    let newRefused = 0;
    for (let done = 0; done < wanted; ) {
      const outcome = await tryOne(trial);
      if (outcome === null) continue;
      done += 1;
      if (outcome.oldAccepted) oldAccepted += 1;
      if (outcome.newRefused) newRefused += 1;
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
  return Math.floor(Date.now() / 1000) === second ? await askOldAndNew(arm, old, fresh) : null;
}

const logins = 300;

/** What an entry of the list names: one token, of one issuer, and through its login all that descend from it. */
export const listedIdentity: CorrectnessCase = {
  name: 'listed-identity',
  appliesTo: hasDenylist,
  run: async (trial) => [
    await distinctIds(trial),
    await siblingToken(trial),
    ...(await otherIssuer(trial)),
  ],
};

async function distinctIds({ arm, nextAccount }: CaseTrial): Promise<CaseRow> {
  const accounts = Array.from({ length: logins }, nextAccount);
  const credentials = await logInMany(arm.url, accounts);
  const distinct = new Set(credentials.map(({ credentialId }) => credentialId)).size;
  return {
    case: 'duplicate-jti',
    expected: `${logins} different jti in ${logins} logins at once on all replicas`,
    observed: `${distinct} different`,
    ok: distinct === logins,
    explanation:
      'two tokens of one jti are revoked together; a jti must be random, not a counter or a time',
    source: 'RFC 7519, section 4.1.7',
  };
}

async function siblingToken({ arm, nextAccount }: CaseTrial): Promise<CaseRow> {
  const first = await logIn(arm.url, nextAccount());
  await logOut(arm.url, await refreshed(arm.url, first));
  const statuses = await askEachSettled(arm, first.headers);
  return {
    case: 'sibling-token',
    expected: 'a logout with the newest token also ends an older, unexpired one of the same login',
    observed: describeStatuses(statuses),
    ok: statuses.every((status) => status === 401),
    explanation:
      'a refresh leaves the token before it valid until it expires; a list of jti alone would forget it',
    source: 'RFC 9700, section 4.14',
  };
}

/** The same jti, denied for another issuer, and then for this one: the positive control. */
async function otherIssuer({ arm, nextAccount }: CaseTrial): Promise<CaseRow[]> {
  const own = (id: string) => `deny:urn:lab:${arm.spec.contender}:${id}`;
  const control = await logIn(arm.url, nextAccount());
  await arm.store.command('SET', own(control.credentialId), '1', 'EX', '900');
  const denied = await askEachSettled(arm, control.headers);
  // A contender that keeps its list in another form is not reached like this, and gets no row.
  if (denied.includes(200)) return [];

  const credential = await logIn(arm.url, nextAccount());
  const foreign = `deny:urn:somebody-else:${credential.credentialId}`;
  await arm.store.command('SET', foreign, '1', 'EX', '900');
  const statuses = await askEachSettled(arm, credential.headers);
  return [
    {
      case: 'jti-of-another-issuer',
      expected:
        'accepted: an entry names issuer and jti, because a jti is unique only to its issuer',
      observed: `${describeStatuses(statuses)}; with the entry of its own issuer ${describeStatuses(denied)}`,
      ok: statuses.every((status) => status === 200),
      explanation: 'keyed by jti alone, one issuer could revoke the tokens of another',
      source: 'RFC 7519, section 4.1.7; OWASP JSON Web Token Cheat Sheet',
    },
  ];
}

/** Cases that disturb no other trial: they run on the contenders' own arms. */
export const gentleCases: readonly CorrectnessCase[] = [
  respelled,
  listedIdentity,
  refreshTheft,
  entryLife,
  sameSecond,
];

/** Without the one that waits for the beginning of a second. */
export const quickCases: readonly CorrectnessCase[] = [respelled, refreshTheft, entryLife];
