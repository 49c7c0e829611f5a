import type { Part } from '../../../apps/tokens/jwt/library.fixture.ts';
import type { Case } from '../case.ts';
import { type Alter, accepted, type Change, claims, eitherWay, followedBy, header, type Members, precededBy, tokenLinesOf } from '../token.ts';

const headerLine = tokenLinesOf('jws json');
const payloadLine = tokenLinesOf('jwt json');

const withByteOrderMark = (members: Members): Buffer => Buffer.from(`\ufeff${JSON.stringify(members)}`);
const nested = (depth: number): string => `"deep":${'['.repeat(depth)}${']'.repeat(depth)}`;
const escaped = (name: string) => (members: Members) =>
  JSON.stringify(members).replace(`"${name}"`, `"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}"`);
/** The bytes of one more member, whose text holds these bytes between the quotes. */
const withBytes =
  (...inner: readonly number[]) =>
  (members: Members): Buffer =>
    Buffer.concat([Buffer.from(`${JSON.stringify(members).slice(0, -1)},"note":"`), Buffer.from(inner), Buffer.from('"}')]);

/** What is no JSON object in UTF-8 (RFC 7515 section 5.2 steps 3 and 4, RFC 7519 section 7.2). */
const noObjects: readonly (readonly [what: string, source: string, write: (members: Members) => Part])[] = [
  ['an array', 'RFC 7519 7.2', (members) => [members]],
  ['a string', 'RFC 7519 7.2', (members) => JSON.stringify(JSON.stringify(members))],
  ['a number', 'RFC 7519 7.2', () => '1'],
  ['null', 'RFC 7519 7.2', () => 'null'],
  ['true', 'RFC 7519 7.2', () => 'true'],
  ['an empty object', 'RFC 9068 4', () => '{}'],
  ['no JSON', 'RFC 8259 2', () => 'x'],
  ['spaces only', 'RFC 8259 2', () => '   '],
  ['half an object', 'RFC 8259 4', (members) => JSON.stringify(members).slice(0, -1)],
  ['something behind the object', 'RFC 8259 2', (members) => `${JSON.stringify(members)}x`],
  ['two objects', 'RFC 8259 2', (members) => JSON.stringify(members).repeat(2)],
  ['a comma behind the last member', 'RFC 8259 4', (members) => JSON.stringify(members).replace(/\}$/, ',}')],
  ['single quotes', 'RFC 8259 7', (members) => JSON.stringify(members).replaceAll('"', "'")],
  ['a comment', 'RFC 8259 2', (members) => `${JSON.stringify(members)}/* */`],
  ['a line feed in a string', 'RFC 8259 7', (members) => followedBy('"note":"\n"')(members)],
  ['a NUL behind the object', 'RFC 8259 2', (members) => `${JSON.stringify(members)}\0`],
  ['a byte that is no UTF-8', 'RFC 8725 3.7', withBytes(0xff)],
  ['a letter in Latin-1', 'RFC 8725 3.7', withBytes(0xe9)],
  ['an overlong form in UTF-8', 'RFC 3629 3', withBytes(0xc0, 0xaf)],
  ['half a surrogate pair in UTF-8', 'RFC 3629 3', withBytes(0xed, 0xa0, 0x80)],
  ['half a letter in UTF-8', 'RFC 3629 3', withBytes(0xe2, 0x82)],
  ['UTF-16', 'RFC 8725 3.7', (members) => Buffer.from(JSON.stringify(members), 'utf16le')],
];

/** What is one, and has to be read. */
const objects: readonly (readonly [what: string, source: string, write: (members: Members) => Part])[] = [
  ['spaces and line feeds between the members', 'RFC 8259 2', (members) => JSON.stringify(members, null, '\r\n\t ')],
  ['the members in another order', 'RFC 8259 4', (members) => Object.fromEntries(Object.entries(members).reverse())],
  ['a member that the app does not know', 'RFC 7515 4', (members) => ({ ...members, note: 'x' })],
  ['a member __proto__', 'RFC 7515 4', precededBy('"__proto__":{"alg":"none","role":"admin"}')],
  ['a member of 500 levels', 'RFC 8259 9', followedBy(nested(500))],
  ['a number that is too large', 'RFC 8259 6', followedBy('"note":1e400')],
  ['a number of 400 digits', 'RFC 8259 6', followedBy(`"note":${'9'.repeat(400)}`)],
  ['four bytes of UTF-8', 'RFC 3629 3', withBytes(0xf0, 0x9f, 0x94, 0x91)],
];

const rows = (line: typeof headerLine, part: (change: Change) => Alter): readonly Case[] => [
  ...noObjects.map(([what, source, write]) => line(what, source, part(write))),
  ...objects.map(([what, source, write]) => line(what, source, part(write), accepted)),
  // A parser may ignore it; no writer may write it.
  line('a byte order mark', 'RFC 8259 8.1', part(withByteOrderMark), eitherWay),
  line('an escape for half a surrogate pair', 'RFC 7493 2.1', part(followedBy('"note":"\\ud800"')), eitherWay),
];

/** Whether an answer that lets the request in tells this subject; a refusal is as good. */
const subjectIs = (subject: string) => (body: string) => body.includes('"status":401') || body.includes(`"subject":"${subject}"`);

/** The JSON in the two parts of a token. */
export const tokenJsonCases: readonly Case[] = [
  ...rows(headerLine, header),
  headerLine('a member name with an escape', 'RFC 7515 5.3', header(escaped('alg')), accepted),
  headerLine('alg twice, the last is none', 'RFC 7515 4', header(followedBy('"alg":"none"'))),
  headerLine('alg twice, the first is none', 'RFC 7515 4', header(precededBy('"alg":"none"')), eitherWay),
  headerLine('kid twice, the last is another', 'RFC 7515 4', header(followedBy('"kid":"other"'))),
  headerLine('typ twice, the last is another', 'RFC 7515 4', header(followedBy('"typ":"cart+jwt"'))),
  headerLine('crit twice, the last is unknown', 'RFC 7515 4', header(followedBy('"crit":[],"crit":["x"],"x":1'))),
  headerLine('alg twice, one with an escape', 'RFC 7515 4', header(followedBy('"\\u0061lg":"none"'))),
  headerLine(
    'alg in another case',
    'RFC 7515 4',
    header(({ alg, ...rest }) => ({ ...rest, ALG: alg })),
  ),
  headerLine(
    'alg in __proto__ only',
    'CWE-1321',
    header(({ alg, ...rest }) => precededBy(`"__proto__":{"alg":"${alg}"}`)(rest)),
  ),
  headerLine(
    'kid in __proto__ only',
    'CWE-1321',
    header(({ kid, ...rest }) => precededBy(`"__proto__":{"kid":"${kid}"}`)(rest)),
  ),
  headerLine(
    'typ in __proto__ only',
    'CWE-1321',
    header(({ typ, ...rest }) => precededBy(`"__proto__":{"typ":"${typ}"}`)(rest)),
  ),
  ...rows(payloadLine, claims),
  payloadLine('a claim name with an escape', 'RFC 7519 7.3', claims(escaped('exp')), accepted),
  payloadLine('exp twice, the last is long ago', 'RFC 7519 4', claims(followedBy('"exp":1')), { status: 401 }),
  payloadLine('exp twice, the first is long ago', 'RFC 7519 4', claims(precededBy('"exp":1')), eitherWay),
  payloadLine('iss twice, the last is another', 'RFC 7519 4', claims(followedBy('"iss":"urn:other"'))),
  payloadLine('aud twice, the last is another', 'RFC 7519 4', claims(followedBy('"aud":"urn:other"'))),
  payloadLine('sub twice: the last counts, or none', 'RFC 7519 4', claims(followedBy('"sub":"load-7"')), { ...eitherWay, body: subjectIs('load-7') }),
  payloadLine('sub twice, and the first is another', 'RFC 7519 4', claims(precededBy('"sub":"lab-admin"')), {
    ...eitherWay,
    body: (body) => !body.includes('lab-admin'),
  }),
  payloadLine(
    'exp in __proto__ only',
    'CWE-1321',
    claims(({ exp, ...rest }) => precededBy(`"__proto__":{"exp":${exp}}`)(rest)),
  ),
  payloadLine(
    'sub in __proto__ only',
    'CWE-1321',
    claims(({ sub, ...rest }) => precededBy(`"__proto__":{"sub":"${sub}"}`)(rest)),
  ),
  payloadLine(
    'role in __proto__ only',
    'CWE-1321',
    claims(({ role, ...rest }) => precededBy(`"__proto__":{"role":"admin","was":"${role}"}`)(rest)),
  ),
  payloadLine('a role in __proto__ beside the real one', 'CWE-1321', claims(precededBy('"__proto__":{"role":"admin"}')), {
    status: 200,
    body: /"role":"member"/,
  }),
];
