import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Account } from '../../contract/client.ts';
import { type Case, type Entrance, everyContender, linesOf, type Reply, type Sent } from '../case.ts';

const json = linesOf('JSON bodies', { contenders: everyContender });
const media = linesOf('media types and codings', { contenders: everyContender });

type Headers = NonNullable<Sent['headers']>;
type Send = (entrance: Entrance) => Promise<Reply>;
const asJson: Headers = { 'content-type': 'application/json' };

/** A PUT of the cart of a member with this body. */
const cart = (body: string | Buffer, headers: Headers = asJson): Sent => ({ method: 'PUT', path: '/cart', body, headers, as: 'member' });

/** A login with a body that is made of a good account. */
function login(make: (account: Account) => string | Buffer, headers: Headers = asJson): Send {
  return (entrance) => entrance.send({ method: 'POST', path: '/login', body: make(entrance.nextAccount()), headers });
}

const text = (account: Account): string => JSON.stringify(account);
/** The members of a good login, without the braces. */
const members = (account: Account): string => text(account).slice(1, -1);
const oneItem = (quantity: string): string => `{"items":[{"sku":"COAT","quantity":${quantity}}]}`;
const empty = '{"items":[]}';

const letIn = { status: 200, body: /"subject":"load-\d+"/ } as const;
/** What a stranger adds to a login changes nothing about the rights of the login. */
const asMember = { status: [200, 400], body: (body: string) => !body.includes('"role":"admin"') } as const;
const notJson = { status: 400, code: 'malformed_json' } as const;
const otherShape = { status: 400, code: 'invalid_body' } as const;
const refused = { status: 400, code: ['malformed_json', 'invalid_body'] } as const;
const unsupported = { status: 415, code: 'unsupported_media_type' } as const;
const saved = { status: 200, body: /^\{"items":/ } as const;
const tooLarge = { status: 413, code: 'body_too_large' } as const;
const utf8 = (bytes: readonly number[]): Buffer => Buffer.concat([Buffer.from('{"items":[{"sku":"'), Buffer.from(bytes), Buffer.from('","quantity":1}]}')]);

/** What is in a body. */
export const jsonCases: readonly Case[] = [
  json('an object as documented', 'RFC 8259 4', login(text), letIn),
  json('space around everything', 'RFC 8259 2', login((account) => ` \t\r\n${text(account).replace(/([{},:])/g, ' $1\n')}\t `), letIn),
  json('escapes for letters', 'RFC 8259 7', login(({ username, password }) => `{"\\u0075sername":"\\u006c${username.slice(1)}","password":"${password}"}`), letIn),
  ...['null', 'true', '42', '"text"', '[]', '{}', '[[]]', '{"":""}'].map((body) => json(`a login with ${body}`, 'CWE-20', login(() => body), otherShape)),
  ...['', ' ', '{', '{"username":', "{'username':'x'}", '{username:"x"}', '{"a":1,}', '[1,]', '{}{}', '{} x', '/* */{}', '{"a":NaN}', '{"a":Infinity}', '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":0x10}', '{"a":undefined}', '{"a":"\t"}', '{"a":"\\x"}', '{"a":"\\u12"}', 'TRUE', '\u0000', '{"a":"\u0000"}'].map(
    (body) => json(`no JSON: ${JSON.stringify(body)}`, 'RFC 8259 2', cart(body), refused),
  ),
  json('a mark of the byte order', 'RFC 8259 8.1', cart(`\ufeff${empty}`), { status: [200, 400] }),
  json('half a surrogate pair', 'RFC 8259 8.2', cart('{"items":[{"sku":"\\ud800","quantity":1}]}'), otherShape),
  json('a byte that is not UTF-8', 'RFC 8259 8.1', cart(utf8([0xff])), refused),
  json('an overlong form of UTF-8', 'RFC 3629 3', cart(utf8([0xc0, 0x80])), refused),
  json('a surrogate in UTF-8', 'RFC 3629 3', cart(utf8([0xed, 0xa0, 0x80])), refused),
  json('a thousand arrays in each other', 'CWE-674', cart(`${'['.repeat(1_000)}${']'.repeat(1_000)}`), otherShape),
  json('eight thousand arrays in each other', 'CWE-674', cart(`${'['.repeat(8_000)}${']'.repeat(8_000)}`), refused),
  json('objects in each other', 'CWE-674', cart(`${'{"items":'.repeat(1_500)}1${'}'.repeat(1_500)}`), otherShape),
  json('arrays that do not end', 'CWE-674', cart('['.repeat(16_000)), notJson),
  json('a member twice: the good one last', 'RFC 8259 4', login((account) => `{"username":"x",${members(account)}}`), { status: [200, 400] }),
  json('a member twice: the good one first', 'RFC 8259 4', login((account) => `{${members(account)},"username":"x"}`), { status: [400, 401] }),
  json('a member twice: an admin last', 'CWE-915', login((account) => `{${members(account)},"username":"lab-admin"}`), { status: [400, 401] }),
  json('a member with a name of another case', 'RFC 8259 8.3', login(({ username, password }) => JSON.stringify({ Username: username, PASSWORD: password })), otherShape),
  json('a role beside the login', 'CWE-915; ASVS 15.3.3', login((account) => `{${members(account)},"role":"admin"}`), asMember),
  json('a subject beside the login', 'CWE-915; ASVS 15.3.3', login((account) => `{${members(account)},"subject":"lab-admin","isAdmin":true}`), asMember),
  json('__proto__ beside the login', 'CWE-1321; ASVS 15.3.6', login((account) => `{${members(account)},"__proto__":{"role":"admin"}}`), asMember),
  json('constructor.prototype beside the login', 'CWE-1321; ASVS 15.3.6', login((account) => `{${members(account)},"constructor":{"prototype":{"role":"admin"}}}`), asMember),
  json('members by way of __proto__', 'CWE-1321', login((account) => `{"__proto__":${text(account)}}`), otherShape),
  json('nobody gets a role by a prototype', 'CWE-1321', async (entrance) => {
    await login((account) => `{${members(account)},"__proto__":{"role":"admin","disabled":false}}`)(entrance);
    return await entrance.send({ path: '/me', as: await entrance.member() });
  }, { status: 200, body: /"role":"member"|"role":"none"|"subject":"load-/ }),
  json('a cart with __proto__', 'CWE-1321', cart('{"items":[],"__proto__":{"items":[1]}}'), { status: [200, 400], body: (body) => !body.includes('[1]') }),
  json('an item with __proto__', 'CWE-1321', cart('{"items":[{"sku":"COAT","quantity":1,"__proto__":{"price":0}}]}'), { status: [200, 400], body: (body) => !body.includes('price') }),
  json('a cart with more members', 'ASVS 2.2.1', cart('{"items":[],"total":0}'), { status: [200, 400], body: (body) => !body.includes('"total":0') }),
  json('a length as a member', 'CWE-843', cart('{"items":{"length":1,"0":{"sku":"COAT","quantity":1}}}'), otherShape),
  json('toString as a member', 'CWE-843', login((account) => `{${members(account)},"toString":1,"hasOwnProperty":1,"then":1}`), asMember),
  json('a toJSON as a value', 'CWE-843', cart('{"items":[],"toJSON":"x"}'), { status: [200, 400] }),
  ...['0', '-1', '1.5', '1e400', '-1e400', '9007199254740993', '1e308', '100', '"1"', 'true', 'null', '[1]', '{"$gt":0}'].map((quantity) => json(`a quantity of ${quantity}`, 'CWE-1284', cart(oneItem(quantity)), otherShape)),
  ...['1', '99', '1.0', '1e0', '10e-1'].map((quantity) => json(`a quantity of ${quantity}`, 'RFC 8259 6', cart(oneItem(quantity)), saved)),
  json('a number with ten thousand digits', 'CWE-1284', cart(oneItem('9'.repeat(10_000))), otherShape),
  json('an empty SKU', 'CWE-20', cart('{"items":[{"sku":"","quantity":1}]}'), otherShape),
  json('a SKU with a NUL', 'CWE-158', cart('{"items":[{"sku":"COAT\\u0000","quantity":1}]}'), otherShape),
  json('a SKU with a line break', 'CWE-93', cart('{"items":[{"sku":"COAT\\r\\nSet-Cookie: a=1","quantity":1}]}'), otherShape),
  json('a SKU with a letter that looks alike', 'CWE-1007', cart('{"items":[{"sku":"C\\u041eAT","quantity":1}]}'), otherShape),
  json('two thousand items', 'CWE-770', cart(`{"items":[${Array.from({ length: 2_000 }, () => '1').join()}]}`), otherShape),
  json('a username that is an object', 'CWE-943', login(({ password }) => JSON.stringify({ username: { $ne: null }, password })), otherShape),
  json('a username that is a list', 'CWE-843', login(({ username, password }) => JSON.stringify({ username: [username], password })), otherShape),
  json('a password that is a number', 'CWE-843', login(({ username }) => JSON.stringify({ username, password: 0 })), otherShape),
  json('a password that is true', 'CWE-843', login(({ username }) => JSON.stringify({ username, password: true })), otherShape),
  json('a username of ten thousand letters', 'CWE-770', login(({ password }) => JSON.stringify({ username: 'x'.repeat(10_000), password })), { status: [400, 401] }),
  json('a role that does not exist', 'CWE-20', { method: 'PUT', path: '/accounts/load-1/role', body: { role: 'root' }, as: 'administrator' }, otherShape),
  json('a list of roles', 'CWE-843', { method: 'PUT', path: '/accounts/load-1/role', body: { role: ['admin'] }, as: 'administrator' }, otherShape),
  json('disable as a text', 'CWE-843', { method: 'POST', path: '/accounts/load-1/revoke', body: { disable: 'false' }, as: 'administrator' }, otherShape),
  json('a subject called __proto__', 'CWE-1321', { method: 'PUT', path: '/accounts/__proto__/role', body: { role: 'admin' }, as: 'administrator' }, { status: 404, code: 'not_found' }),
  json('a subject called constructor', 'CWE-1321', { method: 'PUT', path: '/accounts/constructor/role', body: { role: 'admin' }, as: 'administrator' }, { status: 404, code: 'not_found' }),
  json('a subject with a slash in it', 'CWE-22', { method: 'PUT', path: '/accounts/..%2fload-1/role', body: { role: 'admin' }, as: 'administrator' }, { status: 404, code: 'not_found' }),
  json('a subject with a NUL', 'CWE-158', { method: 'PUT', path: '/accounts/load-1%00/role', body: { role: 'admin' }, as: 'administrator' }, { status: [400, 404] }),
  json('the largest body that is read', 'CWE-770', cart(empty.padEnd(16 * 1024)), saved),
  json('one byte more', 'RFC 9110 15.5.14', cart(empty.padEnd(16 * 1024 + 1)), tooLarge),
  json('one byte more, in chunks', 'RFC 9110 15.5.14', cart(empty.padEnd(16 * 1024 + 1), { ...asJson, 'transfer-encoding': 'chunked' }), tooLarge),
];

const typed = (type: string): Sent => cart(empty, { 'content-type': type });
const coded = (coding: string, bytes: string | Buffer): Sent => cart(bytes, { ...asJson, 'content-encoding': coding });
const bomb = gzipSync(Buffer.alloc(4_000_000, ' '));

/** How a body says what it is. */
export const mediaCases: readonly Case[] = [
  ...['application/json', 'APPLICATION/JSON', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'application/json ; charset=utf-8', 'application/json; profile=x'].map((type) => media(type, 'RFC 9110 8.3.1', typed(type), saved)),
  ...['text/plain', 'text/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/javascript', 'application/xml', 'application/jsonx', 'application/vnd.api+json', 'application/*', '*/*', 'json', '/', 'application/json, text/plain', 'text/plain; application/json'].map((type) =>
    media(type, 'RFC 9110 15.5.16; ASVS 4.1.1', typed(type), unsupported),
  ),
  media('no type', 'RFC 9110 8.3; CWE-352', cart(empty, {}), unsupported),
  media('two types', 'RFC 9110 5.3', (entrance) => entrance.sendBytes(`POST /login HTTP/1.1\r\nHost: lab\r\nContent-Type: text/plain\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`), { status: [400, 415] }),
  ...['utf-16', 'utf-16le', 'utf-32', 'iso-8859-1', 'utf-7', 'nonsense'].map((charset) => media(`charset=${charset}`, 'RFC 8259 8.1', cart(empty, { 'content-type': `application/json; charset=${charset}` }), { ...unsupported, status: 415 })),
  media('UTF-16 that says so', 'RFC 8259 8.1', cart(Buffer.from(empty, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }), unsupported),
  media('UTF-16 that says nothing', 'RFC 8259 8.1', cart(Buffer.from(empty, 'utf16le')), { status: 400 }),
  media('gzip', 'RFC 9110 8.4.1.3', coded('gzip', gzipSync(empty)), { status: [200, 415] }),
  media('deflate', 'RFC 9110 8.4.1.2', coded('deflate', deflateSync(empty)), { status: [200, 415] }),
  media('br', 'RFC 9110 8.4.1', coded('br', brotliCompressSync(empty)), { status: [200, 415] }),
  media('GZIP in capital letters', 'RFC 9110 8.4.1', coded('GZIP', gzipSync(empty)), { status: [200, 415] }),
  media('identity', 'RFC 9110 8.4', coded('identity', empty), { status: [200, 415] }),
  media('a coding that is unknown', 'RFC 9110 15.5.16', coded('x-secret', empty), { ...unsupported, headers: { 'accept-encoding': /\w/ } }),
  media('two codings', 'RFC 9110 8.4', coded('gzip, gzip', gzipSync(gzipSync(empty))), { status: [200, 415] }),
  media('gzip that is none', 'RFC 9110 15.5.1', coded('gzip', empty), { status: [400, 415] }),
  media('gzip that is cut off', 'RFC 9110 15.5.1', coded('gzip', gzipSync(empty).subarray(0, 12)), { status: [400, 415] }),
  media('gzip that grows beyond the limit', 'CWE-409', coded('gzip', bomb), { status: [413, 415] }),
  media('a type on a request without a body', 'RFC 9110 8.3', { method: 'POST', path: '/onboarding', headers: { 'content-type': 'text/plain' }, as: 'member' }, { status: 201 }),
  media('a wish for XML', 'RFC 9110 12.5.1', { path: '/orders', headers: { accept: 'application/xml' }, as: 'member' }, { status: [200, 406] }),
  media('a wish for no type at all', 'RFC 9110 12.5.1', { path: '/orders', headers: { accept: '' }, as: 'member' }, { status: 200 }),
  media('a wish for a coding that is forbidden', 'RFC 9110 12.5.3', { path: '/orders', headers: { 'accept-encoding': 'identity;q=0' }, as: 'member' }, { status: [200, 406, 415] }),
];
