import { describe, expect, test } from 'vitest';
import { parseCommand, usage } from './command.ts';
import { printReply } from './redis-reply.ts';

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
    [[], 'a verb is missing'],
    [['explode'], 'there is no verb "explode"'],
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
  ] as const)('%j is refused with a sentence', ([argv, sentence]) => {
    expect(() => parseCommand(argv)).toThrow(sentence);
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
