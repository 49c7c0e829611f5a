import type { Case, Entrance, Expected, Reply } from '../case.ts';
import { linesOf, tokens } from '../case.ts';
import { accepted, type Change, claims, eitherWay, expired, followedBy, type Members, nowSeconds, present, refused, tokenLinesOf } from '../token.ts';

const timeLine = tokenLinesOf('jwt times');
const nameLine = tokenLinesOf('jwt names');
const edgeLine = linesOf('jwt times', { contenders: tokens, sweep: true, paired: true });

/** A claim whose value depends on the moment at which it is sent. */
const later =
  (name: string, seconds: number): Change =>
  (members: Members) => ({ ...members, [name]: nowSeconds() + seconds });
/** Any spelling of a number, as JSON.stringify would not write it. */
const spelled = (name: string, text: string) =>
  claims((members) => followedBy(`"${name}":${text}`)(Object.fromEntries(Object.entries(members).filter(([each]) => each !== name))));

/**
 * Sends a claim of `seconds` beyond the tolerance, before or after now. The answer counts when it came within the
 * second for which the token was made; a busy machine gets other tries.
 */
function atTheEdge(name: string, side: 1 | -1, seconds: number) {
  return async (entrance: Entrance): Promise<Reply> => {
    const tolerance = Number(entrance.contender.settings.CLOCK_TOLERANCE_SECONDS);
    for (let attempt = 1; ; attempt += 1) {
      const second = nowSeconds();
      const reply = await present(entrance, claims({ [name]: second + side * (tolerance + seconds) }));
      if (nowSeconds() === second || attempt === 20) return reply;
    }
  };
}

/** No number: RFC 7519 section 2 defines NumericDate as a JSON number. */
const noNumbers: readonly unknown[] = [null, true, [], {}, '', 'tomorrow', '2099-01-01T00:00:00Z', '99999999999', [99_999_999_999]];

const timeCases: readonly Case[] = [
  timeLine('exp missing', 'RFC 9068 2.2', claims({ exp: undefined })),
  ...noNumbers.map((exp) => timeLine(`exp ${JSON.stringify(exp)}`, 'RFC 7519 4.1.4', claims({ exp }))),
  timeLine('exp an hour ago', 'RFC 7519 4.1.4', claims(later('exp', -3_600)), expired),
  timeLine('exp 0', 'RFC 7519 4.1.4', claims({ exp: 0 }), expired),
  timeLine('exp negative', 'RFC 7519 4.1.4', claims({ exp: -1 }), { ...refused, code: ['invalid', 'malformed', 'expired'] }),
  timeLine(
    'exp with a fraction',
    'RFC 7519 2',
    claims((members) => ({ ...members, exp: nowSeconds() + 600.5 })),
    accepted,
  ),
  timeLine('exp with an exponent', 'RFC 8259 6', spelled('exp', '9.9e9'), accepted),
  timeLine(
    'exp in milliseconds',
    'RFC 7519 2',
    claims((members) => ({ ...members, exp: Date.now() + 600_000 })),
    accepted,
  ),
  timeLine(
    'exp in a past of milliseconds, as a fraction',
    'RFC 7519 2',
    claims((members) => ({ ...members, exp: nowSeconds() / 1_000 })),
    expired,
  ),
  timeLine('exp of 2^53 + 1', 'RFC 7493 2.2', spelled('exp', '9007199254740993'), eitherWay),
  timeLine('exp 1e308', 'RFC 7493 2.2', spelled('exp', '1e308'), eitherWay),
  timeLine('exp 1e400', 'RFC 7493 2.2', spelled('exp', '1e400')),
  timeLine('exp -1e400', 'RFC 7493 2.2', spelled('exp', '-1e400'), { status: 401 }),
  timeLine('exp NaN', 'RFC 8259 6', spelled('exp', 'NaN')),
  timeLine('exp with a zero before', 'RFC 8259 6', spelled('exp', '09999999999')),
  timeLine('exp in hexadecimal', 'RFC 8259 6', spelled('exp', '0xffffffff')),
  edgeLine('exp one second before the tolerance ends', 'RFC 7519 4.1.4', atTheEdge('exp', -1, -1), accepted),
  edgeLine('exp at the end of the tolerance', 'RFC 7519 4.1.4', atTheEdge('exp', -1, 0), expired),
  edgeLine('exp one second after the tolerance', 'RFC 7519 4.1.4', atTheEdge('exp', -1, 1), expired),
  ...noNumbers.map((nbf) => timeLine(`nbf ${JSON.stringify(nbf)}`, 'RFC 7519 4.1.5', claims({ nbf }))),
  timeLine('nbf now', 'RFC 7519 4.1.5', claims(later('nbf', 0)), accepted),
  timeLine('nbf 0', 'RFC 7519 4.1.5', claims({ nbf: 0 }), accepted),
  timeLine('nbf negative', 'RFC 7519 4.1.5', claims({ nbf: -1 }), accepted),
  timeLine(
    'nbf with a fraction',
    'RFC 7519 2',
    claims((members) => ({ ...members, nbf: nowSeconds() - 10.5 })),
    accepted,
  ),
  timeLine('nbf in an hour', 'RFC 7519 4.1.5', claims(later('nbf', 3_600))),
  timeLine(
    'nbf in milliseconds',
    'RFC 7519 2',
    claims((members) => ({ ...members, nbf: Date.now() })),
  ),
  timeLine('nbf 1e400', 'RFC 7493 2.2', spelled('nbf', '1e400')),
  edgeLine('nbf at the edge of the tolerance', 'RFC 7519 4.1.5', atTheEdge('nbf', 1, 0), accepted),
  edgeLine('nbf one second before that edge', 'RFC 7519 4.1.5', atTheEdge('nbf', 1, -1), accepted),
  edgeLine('nbf one second beyond the tolerance', 'RFC 7519 4.1.5', atTheEdge('nbf', 1, 1), refused),
  timeLine('iat missing', 'RFC 9068 2.2', claims({ iat: undefined })),
  ...noNumbers.map((iat) => timeLine(`iat ${JSON.stringify(iat)}`, 'RFC 7519 4.1.6', claims({ iat }))),
  timeLine(
    'iat with a fraction',
    'RFC 7519 2',
    claims((members) => ({ ...members, iat: Number(members.iat) - 0.5 })),
    accepted,
  ),
  timeLine('iat in a minute', 'RFC 7519 4.1.6', claims(later('iat', 60)), eitherWay),
  timeLine(
    'iat after exp',
    'RFC 7519 4.1.6',
    claims((members) => ({ ...members, iat: Number(members.exp) + 60 })),
    eitherWay,
  ),
  timeLine('iat 1e400', 'RFC 7493 2.2', spelled('iat', '1e400')),
  timeLine('iat negative', 'RFC 7519 4.1.6', claims({ iat: -1 }), eitherWay),
];

/** No StringOrURI (RFC 7519 section 2). */
const noTexts: readonly unknown[] = [null, 1, true, {}, []];

/** Spellings that are near the right one. RFC 7519 section 2: compared letter by letter, without normalization. */
const nearly: readonly (readonly [what: string, change: (text: string) => unknown])[] = [
  ['in capitals', (text) => text.toUpperCase()],
  ['with a slash behind', (text) => `${text}/`],
  ['with a space behind', (text) => `${text} `],
  ['with a NUL behind', (text) => `${text}\0`],
  ['without its last letter', (text) => text.slice(0, -1)],
  ['with an escape of URLs', (text) => text.replace(':', '%3A')],
  ['that begins as the right one does', (text) => `${text}:other`],
  ['of another service', () => 'urn:other'],
  ['that is empty', () => ''],
];

const altered =
  (name: string, change: (value: string) => unknown): Change =>
  (members) => ({ ...members, [name]: change(String(members[name])) });
const onlyOwnSubject: Expected = { ...eitherWay, body: (body) => !/"role":"admin"/.test(body) };

const nameCases: readonly Case[] = [
  nameLine('iss missing', 'RFC 9068 2.2', claims({ iss: undefined })),
  ...noTexts.map((iss) => nameLine(`iss ${JSON.stringify(iss)}`, 'RFC 7519 4.1.1', claims({ iss }))),
  ...nearly.map(([what, change]) => nameLine(`iss ${what}`, 'RFC 8725 3.8', claims(altered('iss', change)))),
  nameLine('iss in an array', 'RFC 7519 4.1.1', claims(altered('iss', (iss) => [iss]))),
  nameLine('iss of another contender', 'RFC 8725 3.8', claims({ iss: 'urn:lab:tokens-nowhere' })),
  nameLine('aud missing', 'RFC 8725 3.9', claims({ aud: undefined })),
  ...noTexts.map((aud) => nameLine(`aud ${JSON.stringify(aud)}`, 'RFC 7519 4.1.3', claims({ aud }))),
  ...nearly.map(([what, change]) => nameLine(`aud ${what}`, 'RFC 8725 3.9', claims(altered('aud', change)))),
  nameLine('aud in an array', 'RFC 7519 4.1.3', claims(altered('aud', (aud) => [aud])), accepted),
  nameLine('aud among others', 'RFC 7519 4.1.3', claims(altered('aud', (aud) => ['urn:other', aud])), accepted),
  nameLine('aud an array of others', 'RFC 7519 4.1.3', claims({ aud: ['urn:other', 'urn:another'] })),
  nameLine('aud in an array of arrays', 'RFC 7519 4.1.3', claims(altered('aud', (aud) => [[aud]]))),
  nameLine('aud in an object', 'RFC 7519 4.1.3', claims(altered('aud', (aud) => ({ 0: aud, length: 1 })))),
  nameLine('aud beside a number', 'RFC 7519 4.1.3', claims(altered('aud', (aud) => [1, aud])), eitherWay),
  nameLine('sub missing', 'RFC 9068 2.2', claims({ sub: undefined })),
  ...noTexts.map((sub) => nameLine(`sub ${JSON.stringify(sub)}`, 'RFC 7519 4.1.2', claims({ sub }))),
  nameLine('sub in an array', 'RFC 7519 4.1.2', claims(altered('sub', (sub) => [sub]))),
  nameLine('sub empty', 'RFC 8725 3.8', claims({ sub: '' })),
  ...['__proto__', 'constructor', '*', 'a\0b', 'a\r\nb', '\u{1F511}', 'x'.repeat(2_000)].map((sub) =>
    nameLine(`sub ${JSON.stringify(sub.slice(0, 12))}`, 'RFC 8725 3.10', claims({ sub }), onlyOwnSubject),
  ),
  nameLine('jti missing', 'RFC 9068 2.2', claims({ jti: undefined })),
  ...noTexts.map((jti) => nameLine(`jti ${JSON.stringify(jti)}`, 'RFC 7519 4.1.7', claims({ jti }))),
  nameLine('jti empty', 'RFC 7519 4.1.7', claims({ jti: '' })),
  ...['*', 'a b', '__proto__', 'a\r\nDEL x', 'x'.repeat(1_000)].map((jti) =>
    nameLine(`jti ${JSON.stringify(jti.slice(0, 12))}`, 'RFC 8725 3.10', claims({ jti }), accepted),
  ),
  nameLine('client_id of another client', 'RFC 9068 4', claims({ client_id: 'other' }), eitherWay),
  ...[undefined, null, 1, {}, '', 'root', 'ADMIN', ['admin'], ['member']].map((role) =>
    nameLine(`role ${JSON.stringify(role)}`, 'RFC 9068 2.2.3', claims({ role })),
  ),
  nameLine(
    'the claims of another kind of token',
    'RFC 8725 3.12',
    claims(({ jti: _jti, sid: _sid, ...rest }) => ({ ...rest, cart: { items: [] } })),
  ),
];

export const claimsCases: readonly Case[] = [...timeCases, ...nameCases];
