import { authenticating, type Case, everyContender, linesOf } from '../case.ts';
import { asJson, cart, emptyCart, login, text } from '../json-requests.ts';

const json = linesOf('JSON', { contenders: everyContender, carriage: 'cookie' });

/** The floor lets everyone in as an admin. */
const real = { on: { contenders: authenticating } } as const;
const letIn = { status: 200, body: /"subject":"load-\d+"/ } as const;
const notJson = { status: 400, code: 'malformed_json' } as const;
const otherShape = { status: 400, code: 'invalid_body' } as const;
const refused = { status: 400, code: ['malformed_json', 'invalid_body'] } as const;
const utf8 = (bytes: readonly number[]): Buffer => Buffer.concat([Buffer.from('{"items":[{"sku":"'), Buffer.from(bytes), Buffer.from('","quantity":1}]}')]);

/** What is JSON, and what is none. */
export const jsonCases: readonly Case[] = [
  json('an object as documented', 'RFC 8259 4', login(text), letIn, real),
  json(
    'space around everything',
    'RFC 8259 2',
    login((account) => ` \t\r\n${text(account).replace(/([{},:])/g, ' $1\n')}\t `),
    letIn,
    real,
  ),
  json(
    'escapes for letters',
    'RFC 8259 7',
    login(({ username, password }) => `{"\\u0075sername":"\\u006c${username.slice(1)}","password":"${password}"}`),
    letIn,
    real,
  ),
  ...['null', 'true', '42', '"text"', '[]', '{}', '[[]]', '{"":""}'].map((body) =>
    json(
      `a login with ${body}`,
      'CWE-20',
      login(() => body),
      otherShape,
    ),
  ),
  ...[
    '',
    ' ',
    '{',
    '{"username":',
    "{'username':'x'}",
    '{username:"x"}',
    '{"a":1,}',
    '[1,]',
    '{}{}',
    '{} x',
    '/* */{}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":0x10}',
    '{"a":undefined}',
    '{"a":"\t"}',
    '{"a":"\\x"}',
    '{"a":"\\u12"}',
    'TRUE',
    '\u0000',
    '{"a":"\u0000"}',
  ].map((body) => json(`no JSON: ${JSON.stringify(body)}`, 'RFC 8259 2', cart(body), refused)),
  json('a mark of the byte order', 'RFC 8259 8.1', cart(`\ufeff${emptyCart}`), { status: [200, 400] }),
  json('half a surrogate pair', 'RFC 8259 8.2', cart('{"items":[{"sku":"\\ud800","quantity":1}]}'), otherShape),
  json('a byte that is not UTF-8', 'RFC 8259 8.1', cart(utf8([0xff])), refused),
  json('an overlong form of UTF-8', 'RFC 3629 3', cart(utf8([0xc0, 0x80])), refused),
  json('a surrogate in UTF-8', 'RFC 3629 3', cart(utf8([0xed, 0xa0, 0x80])), refused),
  json(
    'a byte that is not UTF-8, where any text is taken',
    'RFC 8259 8.1',
    async (entrance) => {
      const member = await entrance.sharedMember();
      const flow = await entrance.send({ method: 'POST', path: '/onboarding', as: member });
      const body = Buffer.from('{"answer":"caf\u00e9"}', 'latin1');
      return await entrance.send({ method: 'PUT', path: `${flow.headers.get('location')}/steps/profile`, body, headers: asJson, as: member });
    },
    notJson,
  ),
  json('a thousand arrays in each other', 'CWE-674', cart(`${'['.repeat(1_000)}${']'.repeat(1_000)}`), otherShape),
  json('eight thousand arrays in each other', 'CWE-674', cart(`${'['.repeat(8_000)}${']'.repeat(8_000)}`), refused),
  json('objects in each other', 'CWE-674', cart(`${'{"items":'.repeat(1_500)}1${'}'.repeat(1_500)}`), otherShape),
  json('arrays that do not end', 'CWE-674', cart('['.repeat(16_000)), notJson),
];
