import { type Credential, logIn } from '../../../load/credential.ts';
import { logOut } from '../../../load/revoke.ts';
import { askEach, askEachSettled, describeStatuses } from './ask.ts';
import type { CaseRow, CaseTrial, CorrectnessCase } from './case.ts';
import { hasDenylist, hasSharedRecord } from './case.ts';
import { respell, type Spelling } from './spelling.ts';

const tokenText = /eyJ[\w-]*\.[\w-]+\.[\w-]+/;
const sessionText = /s%3A[^;]+/;

const explanations: Readonly<Record<Spelling['name'] | 'unescaped', string>> = {
  padding:
    'some decoders pass over padding at the end: a list of token texts or their hashes would miss this spelling',
  'trailing-bits':
    'the last character of base64url holds bits that belong to no byte: the same signature under another text',
  'second-signature':
    'anybody can turn an ECDSA signature (r, s) into (r, n - s), which verifies too: the token under another text and hash',
  unescaped: 'the cookie spelled without percent escapes names the same record',
};

/** A revoked credential, presented under another text that verifies as well. */
export const respelled: CorrectnessCase = {
  name: 'respelled',
  appliesTo: (contender) => hasDenylist(contender) || hasSharedRecord(contender),
  async run(trial) {
    const sample = await logIn(trial.arm.url, trial.nextAccount());
    const names = spellingsOf(sample).map(({ name }) => name);
    const rows: CaseRow[] = [];
    for (const name of names) rows.push(await tryOne(trial, name));
    return rows;
  },
};

async function tryOne({ arm, nextAccount }: CaseTrial, name: string): Promise<CaseRow> {
  const credential = await logIn(arm.url, nextAccount());
  const other = spellingsOf(credential).find((spelling) => spelling.name === name);
  if (other === undefined) throw new Error(`this credential has no spelling ${name}`);
  const before = await askEach(arm, other.headers);
  await logOut(arm.url, credential);
  const after = await askEachSettled(arm, other.headers);
  return {
    case: `respelled-${name}`,
    expected: 'after the logout, refused under this spelling too',
    observed: `before the logout ${describeStatuses(before)}; after it ${describeStatuses(after)}`,
    ok: after.every((status) => status === 401),
    explanation: other.explanation,
    source: name === 'unescaped' ? null : 'OWASP JSON Web Token Cheat Sheet; RFC 7515, section 2',
  };
}

function spellingsOf({ headers }: Credential) {
  const text = headers.cookie ?? headers.authorization ?? '';
  const respelledAs = (from: string, to: string) =>
    headers.cookie === undefined
      ? { authorization: text.replace(from, to) }
      : { cookie: text.replace(from, to) };
  const [token] = tokenText.exec(text) ?? [];
  if (token !== undefined) {
    return respell(token).map((spelling) => ({
      name: spelling.name,
      headers: respelledAs(token, spelling.text),
      explanation: explanations[spelling.name],
    }));
  }
  const [session] = sessionText.exec(text) ?? [];
  if (session === undefined) return [];
  const unescaped = respelledAs(session, decodeURIComponent(session));
  return [{ name: 'unescaped', headers: unescaped, explanation: explanations.unescaped }];
}
