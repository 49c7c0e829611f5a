import { describe, expect, test } from 'vitest';
import { parseCommand, usage } from './command.ts';
import { printReply } from './parts/redis-reply.ts';
import { codeOf, printCurl, verdictOf } from './people/curl.ts';
import { personNamed } from './people/person.ts';
import { takeApart } from './people/taken-apart.ts';
import { summary } from './up.ts';

describe('the command line of ./lab', () => {
  test('starts sessions and tokens when nothing else is asked for', () => {
    expect(parseCommand(['up'])).toMatchObject({
      kind: 'up',
      options: { contenders: ['sessions', 'tokens'], replicas: 3, firstPort: 8080 },
    });
  });

  test('begins with the ports that the environment names, or the command line', () => {
    const environment = { firstPort: '28080' };
    expect(parseCommand(['up'], environment)).toMatchObject({ options: { firstPort: 28080 } });
    expect(parseCommand(['up', '--first-port', '9000'], environment)).toMatchObject({
      options: { firstPort: 9000 },
    });
  });

  test('takes contenders as words too, and not in both ways at once', () => {
    expect(parseCommand(['up', 'floor', 'tokens', '--set', 'A=1'])).toMatchObject({
      options: { contenders: ['floor', 'tokens'], environment: { A: '1' } },
    });
    expect(() => parseCommand(['up', 'floor', '--contenders', 'tokens'])).toThrow('not both');
  });

  test('sets what the replicas are configured by', () => {
    const command = parseCommand([
      'up',
      '--contenders',
      'tokens',
      '--set',
      'A=1',
      '--set',
      'B=x=y',
    ]);
    expect(command).toMatchObject({ options: { environment: { A: '1', B: 'x=y' } } });
  });

  test('hands every other verb to the keeper', () => {
    expect(parseCommand(['redis', 'sessions-store', 'get', 'a'])).toEqual({
      kind: 'ask',
      request: { verb: 'redis', words: ['sessions-store', 'get', 'a'] },
    });
  });

  test.for([
    [['explode'], 'there is no verb "explode"'],
    [['constructor'], 'there is no verb "constructor"'],
    [['up', '--replicas', '0'], '--replicas takes a number from 1 to 50, not "0"'],
    [['up', '--replicas', '1e9'], '--replicas takes a number from 1 to 50, not "1e9"'],
    [['up', '--first-port', '70000'], '--first-port takes a number from 1 to 65535, not "70000"'],
    [['logs', 'sessions-1', 'sessions-2'], './lab logs takes PART, not "sessions-1 sessions-2"'],
    [['kill'], './lab kill takes PART…, not ""'],
    [['status', 'sessions-1'], './lab status takes no word, not "sessions-1"'],
    [['down', 'now'], './lab down takes no word, not "now"'],
    [['delay', 'a-1', '1e9'], './lab delay takes a replica and 0 to 99999 milliseconds, not "1e9"'],
    [
      ['redis', 'a-store', 'Monitor'],
      'takes a command with one reply, and Monitor replies without end',
    ],
    [['persist', 'a-store', 'rdb'], './lab persist takes aof or nothing, not "rdb"'],
    [['up', '--set', 'A'], '--set takes NAME=VALUE, not "A"'],
    [['get', 'alice', 'tokens', 'orders'], './lab get takes a PATH that begins with "/"'],
    [['get', 'alice', 't', '/', '--times', '0'], '--times with a number from 1 to 1000, not "0"'],
    [['get', 'alice', 't', '/', '--times'], './lab get takes a value after --times'],
    [['get', 'alice', 't', '/', '--body', '--headers'], '--headers or --body, and not both'],
    [['cart', 'alice', 't', 'coat=2'], 'takes items such as COAT=2'],
    [['order', 'alice', 't', 'COAT', 'HAT'], 'takes one product at a time, not "COAT HAT"'],
    [['order', 'alice', 't', '--lost'], 'takes a product with --key and --lost'],
    [['order', 'alice', 't', 'COAT', '--key', 'a"b'], 'takes a KEY of up to 64 letters'],
    [['flow', 'alice', 't', 'plan='], './lab flow takes a step such as profile=Alice, not "plan="'],
    [['load', 'alice', 't', 'delay', 't'], './lab delay takes REPLICA… MS, not "t"'],
    [['load', 'alice', 't', '--seconds', '61'], '--seconds with a number from 1 to 60, not "61"'],
  ] as const)('%j is refused with a sentence', ([argv, sentence]) => {
    expect(() => parseCommand(argv)).toThrow(sentence);
  });

  test('takes the options of a verb anywhere, and no others', () => {
    expect(parseCommand(['logout', '--all', 'alice', 'tokens'])).toMatchObject({
      request: { words: ['--all', 'alice', 'tokens'] },
    });
    expect(() => parseCommand(['logout', 'alice', 'tokens', '--al'])).toThrow(
      './lab logout takes --all, not "--al"',
    );
    expect(() => parseCommand(['show', '--secrets'])).toThrow('takes PERSON [PLACE…]');
  });

  test('leaves the options of the verb inside a load to that verb', () => {
    const words = ['alice', 't', '--seconds=2', 'logout', 'alice', 't', '--all'];
    expect(parseCommand(['load', ...words])).toMatchObject({ request: { words } });
    expect(() => parseCommand(['load', ...words, '--seconds'])).toThrow('./lab logout takes --all');
  });

  test('lists the verbs where none is given', () => {
    const list = { kind: 'help', lines: usage.split('\n') };
    expect(parseCommand([])).toEqual(list);
    expect(parseCommand(['--help'])).toEqual(list);
  });

  test('says what one verb takes', () => {
    const { kind, ...help } = parseCommand(['show', '--help']);
    expect(kind).toBe('help');
    expect(JSON.stringify(help)).toMatch(/\.\/lab show PERSON \[PLACE…\].*--secrets/);
    expect(() => parseCommand(['explode', '--help'])).toThrow('there is no verb "explode"');
  });

  test('finds the chapter of a demo', () => {
    expect(parseCommand(['demo', '8', '--step'])).toEqual({
      kind: 'demo',
      options: { chapter: '08', isStepped: true },
    });
    expect(() => parseCommand(['demo', 'logout'])).toThrow('takes the number of a chapter');
  });

  test('lists every verb', () => {
    for (const verb of ['up', 'down', 'kill', 'freeze', 'delay'])
      expect(usage).toContain(`  ${verb}`);
  });
});

test.for([
  [null, ['(nil)']],
  ['OK', ['OK']],
  [7, ['7']],
  [
    ['a', null],
    ['a', '(nil)'],
  ],
  [[], ['(empty)']],
  ['a\r\nb\r\n', ['a', 'b']],
  [new Map([['a', 1]]), ['a', '1']],
] as const)('the Redis reply %j is printed as %j', ([reply, lines]) => {
  expect(printReply(reply)).toEqual(lines);
});

test('a person is an account or one of its devices', () => {
  expect(personNamed('alice')).toEqual({ name: 'alice', account: 'alice' });
  expect(personNamed('alice@phone')).toEqual({ name: 'alice@phone', account: 'alice' });
  for (const name of ['mallory', 'alice@', 'alice@../x', 'mallory@phone'])
    expect(() => personNamed(name)).toThrow(`there is no account "${name}"`);
});

test('a request is printed as a command that a shell understands', () => {
  const url = 'http://127.0.0.1:8082/cart';
  expect(printCurl({ url, method: 'PUT', json: { a: "it's" }, jar: '/elsewhere/a.jar' })).toBe(
    String.raw`curl -b /elsewhere/a.jar -X PUT --json '{"a":"it'\''s"}' ${url}`,
  );
  expect(printCurl({ url, method: 'POST', json: {} })).toBe(`curl --json {} ${url}`);
  expect(printCurl({ url: 'http://127.0.0.1:{1,2}/me' })).toBe('curl http://127.0.0.1:{1,2}/me');
});

test.for([
  [{ status: 200, body: '{"role":"admin"}' }, 'accepted  200  admin'],
  [{ status: 401, body: '{"code":"revoked"}' }, 'refused   401  revoked'],
  [{ status: 503, body: '{"code":"store_unavailable"}' }, 'unsure    503  store_unavailable'],
  [{ status: 502, body: '<html>' }, 'unsure    502'],
  [{ status: null, body: '' }, 'no answer'],
] as const)('the answer %j reads as "%s"', ([answered, verdict]) => {
  expect(verdictOf(answered)).toBe(verdict);
  expect(codeOf(answered)).not.toContain('"');
});

describe('a cookie that is taken apart', () => {
  const take = (value: string) => takeApart({ name: 'c', value, path: '/' });
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

  test('is a token with its claims', () => {
    const token = `${encode({ alg: 'ES256' })}.${encode({ jti: 'j', sid: 's', exp: 0 })}.SIGN`;
    const { lines, ids, secrets } = take(token);
    expect(ids).toEqual(['j', 's']);
    expect(secrets).toEqual(['SIGN']);
    expect(lines).toContain('  claim      exp          0  1970-01-01T00:00:00.000Z');
  });

  test('is a session ID with its signature', () => {
    expect(take('s%3Aabc.def%2Bg')).toMatchObject({ ids: ['abc'], secrets: ['abc', 'def+g'] });
  });

  test('is a secret as a whole where its form is unknown', () => {
    expect(take('a.b.c')).toMatchObject({ ids: [], secrets: ['a.b.c'] });
    expect(take('%')).toMatchObject({ secrets: ['%'] });
  });
});

test('make up prints three lines for any number of contenders', () => {
  const arm = (name: string, port: number) => ({ arm: name, url: `http://127.0.0.1:${port}` });
  expect(summary([arm('floor', 8080), arm('tokens', 8082)])).toEqual([
    'up on 127.0.0.1: floor 8080, tokens 8082',
    'try it: ./lab login alice tokens, then ./lab try alice tokens',
    'make status shows the addresses, ./lab the verbs; make down stops the lab',
  ]);
  expect(summary([arm('tokens', 8082)])).toHaveLength(3);
});
