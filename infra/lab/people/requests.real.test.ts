import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../stack/until.ts';
import { keeperSocket } from '../keeper-protocol.ts';
import { labOf } from './lab.fixture.ts';

/** A real lab with two replicas of each contender, in a directory of its own. */
const arms = ['sessions', 'tokens', 'sessions-memory'];
const { directory, ask, linesOf } = labOf(...arms.map((contender) => ({ contender })));
beforeAll(async () => {
  await ask('login alice sessions tokens sessions-memory-1');
});

describe('get', () => {
  test('begins each line with the replica that answered', async () => {
    const lines = await linesOf('get alice tokens /orders --times 4');
    expect(lines).toHaveLength(4);
    expect([...new Set(lines)].sort()).toEqual([
      'tokens-1  GET /orders  200',
      'tokens-2  GET /orders  200',
    ]);
    expect(await linesOf('get alice sessions-memory-2 /me')).toEqual([
      'sessions-memory-2  GET /me  401',
    ]);
  });

  test('shows time, bytes, headers and body when they are asked for', async () => {
    const [line = ''] = await linesOf('get alice tokens-1 /orders --time --bytes');
    expect(line).toMatch(
      /^tokens-1 {2}GET \/orders {2}200 {2}\d\.\d{3} s {2}[4-9]\d\d bytes sent$/,
    );
    expect(await linesOf('get alice tokens-1 /me --headers')).toEqual(
      expect.arrayContaining(['  HTTP/1.1 200 OK', '  x-replica: tokens-1']),
    );
    const [, body = ''] = await linesOf('get alice tokens-1 /me --body');
    expect(JSON.parse(body)).toMatchObject({ subject: 'alice' });
  });

  test('sends no credential for nobody, and the kept one stays', async () => {
    const { lines, commands } = await ask('get nobody alice tokens-1 /me');
    expect(lines).toEqual(['nobody  tokens-1  GET /me  401', 'alice   tokens-1  GET /me  200']);
    expect(commands?.[0]).toMatch(/^curl http:\S+\/me$/);
  });
});

describe('a cart', () => {
  test('is in the kept credential where the client carries it, and not in an earlier copy', async () => {
    await ask('copy alice alice@before tokens');
    expect(await linesOf('cart alice tokens-1 sessions-1 COAT=2 HAT=1')).toEqual([
      'tokens-1    in the cart: 2 COAT, 1 HAT  200',
      'sessions-1  in the cart: 2 COAT, 1 HAT  200',
    ]);
    expect(await linesOf('cart alice tokens-2 sessions-2')).toEqual([
      'tokens-2    in the cart: 2 COAT, 1 HAT  200',
      'sessions-2  in the cart: 2 COAT, 1 HAT  200',
    ]);
    const isEmpty = ['tokens-1  the cart is empty  200'];
    expect(await linesOf('cart alice@before tokens-1')).toEqual(isEmpty);
    expect(await linesOf('cart alice tokens-1 COAT=9 --forge')).toEqual(isEmpty);
    expect((await linesOf('cart alice tokens-1'))[0]).toContain('2 COAT, 1 HAT');
  });

  test('of a client comes back at the next login in the same browser, for its owner only', async () => {
    await ask('cart alice tokens --items 20');
    await ask('logout alice tokens');
    await ask('copy alice bob tokens');
    await ask('login alice bob tokens --keep');
    expect(await linesOf('cart alice bob tokens-1')).toEqual([
      'alice  tokens-1  20 items in the cart  200',
      'bob    tokens-1  the cart is empty  200',
    ]);
  });

  test('in the memory of a replica is nowhere else, and is lost with it', async () => {
    await ask('cart alice sessions-memory-1 COAT=2');
    expect(await linesOf('cart alice sessions-memory-2')).toEqual([
      'sessions-memory-2  401  unknown',
    ]);
    await ask('kill sessions-memory-1');
    await ask('start sessions-memory-1');
    expect(await linesOf('cart alice sessions-memory-1')).toEqual([
      'sessions-memory-1  401  unknown',
    ]);
  });
});

test('a flow goes on at the next replica when the one that began it is dead', async () => {
  expect(await linesOf('flow alice tokens-1 plan=yearly')).toEqual([
    'tokens-1  a new flow  201',
    'tokens-1  plan=yearly  409  step_out_of_order',
  ]);
  await ask('flow alice tokens-1 profile=Alice');
  await ask('kill tokens-1');
  await ask('flow alice tokens-2 plan=yearly');
  expect(await linesOf('flow alice tokens-2')).toEqual([
    'tokens-2  profile=Alice, plan=yearly  200',
  ]);
  await ask('start tokens');
  expect(await linesOf('flow alice tokens-1 --new')).toEqual(['tokens-1  a new flow  201']);
  expect(await linesOf('flow alice tokens-2')).toEqual(['tokens-2  no step yet  200']);
});

describe('a load', () => {
  test('goes on while another verb runs, and counts the answers of each place', async () => {
    const { lines, commands } = await ask('load alice tokens nobody --seconds 2 kill tokens-2');
    expect(lines[0]).toBe('tokens-2: killed');
    expect(lines[1]).toMatch(/^alice tokens {3}\d+ requests: \d+ answered 200\b.*; slowest \d/);
    expect(lines[2]).toMatch(/^nobody tokens {2}\d+ requests: \d+ answered 401\b/);
    expect(commands?.[0]).toMatch(/^curl -b \S+ http:\S+\/orders {2}# 50 times a second$/);
    await ask('start tokens-2');
  });

  test('tells which requests a second replica had to answer', async () => {
    // A frozen replica accepts the connection and gives no answer, so nginx asks the other one.
    const lines = await linesOf('load alice tokens --seconds 2 freeze tokens-2');
    expect(lines[1]).toMatch(/ answered 200 \([1-9]\d* by a second replica\)/);
    await ask('resume tokens-2');
  });

  test('ends with the command that asked for it', async () => {
    const asking = request({
      socketPath: keeperSocket({ lab: directory() }),
      method: 'POST',
      agent: false,
    });
    asking.on('error', () => undefined);
    asking.end(JSON.stringify({ verb: 'load', words: ['alice', 'sessions', '--seconds', '60'] }));
    const executions = async () => (await linesOf('metrics sessions executions')).join();
    const before = await executions();
    expect(await until(async () => (await executions()) !== before, 10_000)).toBe(true);
    asking.destroy();
    const isQuiet = async () => {
      const earlier = await executions();
      await sleep(200);
      return (await executions()) === earlier;
    };
    expect(await until(isQuiet, 10_000)).toBe(true);
  });
});

describe('the name of a contender', () => {
  test('stands for all of its replicas', async () => {
    const cut = await linesOf('cut tokens');
    expect(cut).toEqual(['tokens-1: cut from Redis', 'tokens-2: cut from Redis']);
    await ask('heal tokens');
    expect(await linesOf('kill tokens tokens-1')).toEqual(['tokens-1: killed', 'tokens-2: killed']);
    expect(await linesOf('start tokens')).toEqual(['tokens-1: ready', 'tokens-2: ready']);
    const delayed = await linesOf('delay tokens sessions-1 5');
    expect(delayed[2]).toBe('sessions-1: 5 ms to Redis and 5 ms back');
    await ask('heal tokens sessions');
    expect((await linesOf('status')).join()).toMatch(/tokens-store +running/);
  });

  test('rolls them in turn, and no request of a client with a login fails', async () => {
    const lines = await linesOf('load alice tokens --seconds 2 roll tokens');
    expect(lines.slice(0, 2)).toEqual([
      'tokens-1: drained, and ready again',
      'tokens-2: drained, and ready again',
    ]);
    expect(lines[2]).toMatch(/^tokens {2}\d+ requests: \d+ answered 200(?: \(.*\))?; slowest/);
  });

  test('has a metric of each of them', async () => {
    const lines = await linesOf('metrics tokens sessions-1 contender');
    expect(lines.slice(0, 2)).toEqual(['tokens-1  contender tokens', 'tokens-2  contender tokens']);
    expect(lines[2]).toBe('sessions-1  contender sessions');
  });
});

test.for([
  ['get mallory tokens /me', /^there is no account "mallory"/],
  [
    'cart alice sessions COAT=9 --forge',
    /^alice carries no cart of sessions: it stands on the server/,
  ],
  ['metrics tokens none', /^"none" is neither a metric nor a place; metrics: /],
  ['leave tokens', /^these are all replicas of tokens, and nginx needs at least one/],
  ['roll tokens-1', /^no contender that is up is called "tokens-1"; up are: /],
  ['load alice tokens load bob tokens', /^a load cannot run another load/],
] as const)('%s is refused with a sentence', async ([command, sentence]) => {
  const { ok, lines } = await ask(command);
  expect(ok).toBe(false);
  expect(lines[0]).toMatch(sentence);
});
