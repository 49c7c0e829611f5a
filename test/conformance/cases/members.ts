import { authenticating, type Case, everyContender, linesOf } from '../case.ts';
import { asJson, cart, emptyCart, login, members, oneItem, text } from '../json-requests.ts';

const json = linesOf('members', { contenders: everyContender, carriage: 'cookie' });

/** The floor lets everyone in as an admin. */
const real = { on: { contenders: authenticating } } as const;
/** What a stranger adds to a login changes nothing about the rights of the login. */
const asMember = { status: [200, 400], body: (body: string) => !body.includes('"role":"admin"') } as const;
const otherShape = { status: 400, code: 'invalid_body' } as const;
const saved = { status: 200, body: /^\{"items":/ } as const;
const tooLarge = { status: 413, code: 'body_too_large' } as const;

/** What the members of a body say, and how large they are. */
export const memberCases: readonly Case[] = [
  json(
    'a member twice: the good one last',
    'RFC 8259 4',
    login((account) => `{"username":"load-1",${members(account)}}`),
    { status: [200, 400] },
  ),
  json(
    'a member twice: the good one first',
    'RFC 8259 4',
    login((account) => `{${members(account)},"username":"load-1"}`),
    { status: [400, 401] },
  ),
  json(
    'a member twice: an admin last',
    'CWE-915',
    login((account) => `{${members(account)},"username":"lab-admin"}`),
    { status: [400, 401] },
  ),
  json(
    'a member with a name of another case',
    'RFC 8259 8.3',
    login(({ username, password }) => JSON.stringify({ Username: username, PASSWORD: password })),
    otherShape,
  ),
  json(
    'a role beside the login',
    'CWE-915; ASVS 15.3.3',
    login((account) => `{${members(account)},"role":"admin"}`),
    asMember,
    real,
  ),
  json(
    'a subject beside the login',
    'CWE-915; ASVS 15.3.3',
    login((account) => `{${members(account)},"subject":"lab-admin","isAdmin":true}`),
    asMember,
    real,
  ),
  json(
    '__proto__ beside the login',
    'CWE-1321; ASVS 15.3.6',
    login((account) => `{${members(account)},"__proto__":{"role":"admin"}}`),
    asMember,
    real,
  ),
  json(
    'constructor.prototype beside the login',
    'CWE-1321; ASVS 15.3.6',
    login((account) => `{${members(account)},"constructor":{"prototype":{"role":"admin"}}}`),
    asMember,
    real,
  ),
  json(
    'members by way of __proto__',
    'CWE-1321',
    login((account) => `{"__proto__":${text(account)}}`),
    otherShape,
  ),
  json(
    'nobody gets a role by a prototype',
    'CWE-1321',
    async (entrance) => {
      await login((account) => `{${members(account)},"__proto__":{"role":"admin","disabled":false}}`)(entrance);
      return await entrance.send({ path: '/me', as: await entrance.member() });
    },
    { status: 200, body: /"role":"member"/ },
    real,
  ),
  json('a cart with __proto__', 'CWE-1321', cart('{"items":[],"__proto__":{"items":[1]}}'), { status: [200, 400], body: (body) => !body.includes('[1]') }),
  json('an item with __proto__', 'CWE-1321', cart('{"items":[{"sku":"COAT","quantity":1,"__proto__":{"price":0}}]}'), {
    status: [200, 400],
    body: (body) => !body.includes('price'),
  }),
  json('a cart with more members', 'ASVS 2.2.1', cart('{"items":[],"total":0}'), { status: [200, 400], body: (body) => !body.includes('"total":0') }),
  json('a length as a member', 'CWE-843', cart('{"items":{"length":1,"0":{"sku":"COAT","quantity":1}}}'), otherShape),
  json(
    'toString as a member',
    'CWE-843',
    login((account) => `{${members(account)},"toString":1,"hasOwnProperty":1,"then":1}`),
    asMember,
    real,
  ),
  json('a toJSON as a value', 'CWE-843', cart('{"items":[],"toJSON":"x"}'), { status: [200, 400] }),
  ...['0', '-1', '1.5', '1e400', '-1e400', '9007199254740993', '1e308', '100', '"1"', 'true', 'null', '[1]', '{"$gt":0}'].map((quantity) =>
    json(`a quantity of ${quantity}`, 'CWE-1284', cart(oneItem(quantity)), otherShape),
  ),
  ...['1', '99', '1.0', '1e0', '10e-1'].map((quantity) => json(`a quantity of ${quantity}`, 'RFC 8259 6', cart(oneItem(quantity)), saved)),
  json('a number with ten thousand digits', 'CWE-1284', cart(oneItem('9'.repeat(10_000))), otherShape),
  json('an emptyCart SKU', 'CWE-20', cart('{"items":[{"sku":"","quantity":1}]}'), otherShape),
  json('a SKU with a NUL', 'CWE-158', cart('{"items":[{"sku":"COAT\\u0000","quantity":1}]}'), otherShape),
  json('a SKU with a line break', 'CWE-93', cart('{"items":[{"sku":"COAT\\r\\nSet-Cookie: a=1","quantity":1}]}'), otherShape),
  json('a SKU with a letter that looks alike', 'CWE-1007', cart('{"items":[{"sku":"C\\u041eAT","quantity":1}]}'), otherShape),
  json('two thousand items', 'CWE-770', cart(`{"items":[${Array.from({ length: 2_000 }, () => '1').join()}]}`), otherShape),
  json(
    'a username that is an object',
    'CWE-943',
    login(({ password }) => JSON.stringify({ username: { $ne: null }, password })),
    otherShape,
  ),
  json(
    'a username that is a list',
    'CWE-843',
    login(({ username, password }) => JSON.stringify({ username: [username], password })),
    otherShape,
  ),
  json(
    'a password that is a number',
    'CWE-843',
    login(({ username }) => JSON.stringify({ username, password: 0 })),
    otherShape,
  ),
  json(
    'a password that is true',
    'CWE-843',
    login(({ username }) => JSON.stringify({ username, password: true })),
    otherShape,
  ),
  json(
    'a username of ten thousand letters',
    'CWE-770',
    login(({ password }) => JSON.stringify({ username: 'x'.repeat(10_000), password })),
    { status: [400, 401] },
  ),
  json('a role that does not exist', 'CWE-20', { method: 'PUT', path: '/accounts/load-1/role', body: { role: 'root' }, as: 'administrator' }, otherShape),
  json('a list of roles', 'CWE-843', { method: 'PUT', path: '/accounts/load-1/role', body: { role: ['admin'] }, as: 'administrator' }, otherShape),
  json('disable as a text', 'CWE-843', { method: 'POST', path: '/accounts/load-1/revoke', body: { disable: 'false' }, as: 'administrator' }, otherShape),
  json(
    'a subject called __proto__',
    'CWE-1321',
    { method: 'PUT', path: '/accounts/__proto__/role', body: { role: 'admin' }, as: 'administrator' },
    { status: 404, code: 'not_found' },
  ),
  json(
    'a subject called constructor',
    'CWE-1321',
    { method: 'PUT', path: '/accounts/constructor/role', body: { role: 'admin' }, as: 'administrator' },
    { status: 404, code: 'not_found' },
  ),
  json(
    'a subject with a slash in it',
    'CWE-22',
    { method: 'PUT', path: '/accounts/..%2fload-1/role', body: { role: 'admin' }, as: 'administrator' },
    { status: 404, code: 'not_found' },
  ),
  json(
    'a subject with a NUL',
    'CWE-158',
    { method: 'PUT', path: '/accounts/load-1%00/role', body: { role: 'admin' }, as: 'administrator' },
    { status: [400, 404] },
  ),
  json('the largest body that is read', 'CWE-770', cart(emptyCart.padEnd(16 * 1024)), saved),
  json('one byte more', 'RFC 9110 15.5.14', cart(emptyCart.padEnd(16 * 1024 + 1)), tooLarge),
  json('one byte more, in chunks', 'RFC 9110 15.5.14', cart(emptyCart.padEnd(16 * 1024 + 1), { ...asJson, 'transfer-encoding': 'chunked' }), tooLarge),
];
