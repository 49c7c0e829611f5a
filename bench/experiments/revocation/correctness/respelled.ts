import { type Credential, logIn } from '../../../load/credential.ts';
import { logOut } from '../../../load/revoke.ts';
import {
  askEach,
  askEachSettled,
  type CaseRow,
  type CaseTrial,
  type CorrectnessCase,
  describeStatuses,
  endsByLogout,
} from './case.ts';

const tokenText = /eyJ[\w-]*\.[\w-]+\.[\w-]+/;
const sessionText = /s%3A[^;]+/;

const explanations: Readonly<Record<Spelling['name'] | 'unescaped', string>> = {
  padding:
    'some decoders pass over padding at the end: a list of token texts or their hashes would miss this spelling',
  'trailing-bits':
    'the last character of base64url holds bits that belong to no byte: the same signature under another text',
  'second-signature':
    'an ECDSA signature (r, s) can be turned into (r, n - s) without the key, and that verifies too: the token under another text and hash',
  unescaped: 'the cookie spelled without percent escapes names the same record',
};

/** A revoked credential, presented under another text that verifies as well. */
export const respelled: CorrectnessCase = {
  name: 'respelled',
  appliesTo: endsByLogout,
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

/**
 * Other texts for the same signed token (JWS compact serialisation, RFC 7515). Verifiers differ in which they accept;
 * a list that is keyed by the text, or by its hash, misses every one that they do.
 */
export interface Spelling {
  readonly name: 'padding' | 'trailing-bits' | 'second-signature';
  readonly text: string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Order of the P-256 group (FIPS 186-5; SEC 2, section 2.4.2). */
const p256Order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const p256Bytes = 32;

export function respell(token: string): Spelling[] {
  const spellings: Spelling[] = [{ name: 'padding', text: `${token}=` }];
  const trailing = withOtherTrailingBits(token);
  if (trailing !== null) spellings.push({ name: 'trailing-bits', text: trailing });
  if (algorithmOf(token) === 'ES256') {
    spellings.push({ name: 'second-signature', text: withSecondSignature(token) });
  }
  return spellings;
}

/**
 * The last character of base64url carries bits that no byte uses, unless the length is a multiple of four. Strict
 * decoders refuse them when they are not zero (RFC 4648, section 3.5).
 */
export function withOtherTrailingBits(token: string): string | null {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  const last = alphabet.indexOf(token.slice(-1));
  if (signature.length % 4 === 0 || last === -1) return null;
  // The lowest bit is unused in both cases: 4 spare bits after 2 characters, 2 after 3.
  return token.slice(0, -1) + alphabet.charAt(last ^ 1);
}

/** If (r, s) is an ECDSA signature, so is (r, n - s): a client can compute it without the key. */
export function withSecondSignature(token: string): string {
  const dot = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(dot), 'base64url');
  const r = signature.subarray(0, p256Bytes);
  const s = BigInt(`0x${signature.subarray(p256Bytes).toString('hex')}`);
  const other = (p256Order - s).toString(16).padStart(2 * p256Bytes, '0');
  return token.slice(0, dot) + Buffer.concat([r, Buffer.from(other, 'hex')]).toString('base64url');
}

function algorithmOf(token: string): unknown {
  const [header = ''] = token.split('.', 1);
  const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
  return typeof parsed === 'object' && parsed !== null && 'alg' in parsed ? parsed.alg : undefined;
}
