import { logIn, logInMany } from '../../../load/credential.ts';
import { logOut, refreshWith } from '../../../load/revoke.ts';
import { askEachSettled, describeStatuses } from './ask.ts';
import { type CaseRow, type CaseTrial, type CorrectnessCase, hasDenylist } from './case.ts';

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
  const { credential: second } = await refreshWith(arm.url, first);
  if (second === null) throw new Error('a fresh refresh token was refused');
  await logOut(arm.url, second);
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

/** The same jti, denied for somebody else's issuer, and then for this one: the positive control. */
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
