import { beforeAll, expect, test } from 'vitest';
import { labOf } from './lab.fixture.ts';

/** A real lab with two replicas behind nginx, in a directory of its own. */
const { ask } = labOf({ contender: 'tokens' });
beforeAll(async () => {
  await ask('login alice bob tokens');
});

test('an order whose answer gets lost is placed twice, and with a key once', async () => {
  const twice = await ask('order alice tokens COAT --lost');
  expect(twice.lines).toMatchObject([
    expect.stringMatching(/^tokens {4}POST \/orders {2}the answer got lost$/),
    expect.stringMatching(/^tokens-\d {2}POST \/orders {2}201 {2}1 COAT, order [0-9a-f]{8}$/),
  ]);
  expect((await ask('order alice tokens')).lines).toHaveLength(1 + 2);
  const once = await ask('order bob tokens TICKET --lost --key t-1');
  const again = await ask('order bob tokens TICKET --key t-1');
  const placed = once.lines[1]?.replace(/^tokens-\d/, '');
  expect(again.lines[0]?.replace(/^tokens-\d/, '')).toBe(placed);
  expect((await ask('order bob tokens')).lines[0]).toMatch(/ 1 order placed$/);
  const other = await ask('order bob tokens COAT --key t-1');
  expect([other.lines[0], other.exitCode]).toEqual([
    expect.stringMatching(/422 {2}idempotency_key_reused$/),
    1,
  ]);
});

test('an order reads as the commands of curl that it sent', async () => {
  const { commands } = await ask('order alice tokens-1 COAT --lost --key c-1');
  expect(commands).toMatchObject([
    expect.stringMatching(
      /-H 'Idempotency-Key: "c-1"' --json \S+ --max-filesize 1 http:\S+\/orders$/,
    ),
    expect.stringMatching(/-H 'Idempotency-Key: "c-1"' --json \S+ http:\S+\/orders$/),
  ]);
});

test('get says what a shared cache says of its answer', async () => {
  const { lines } = await ask('get nobody tokens /cached/catalog --times 2');
  expect(lines.map((line) => line.replace(/^tokens-\d/, ''))).toEqual([
    '  GET /cached/catalog  200  MISS',
    '  GET /cached/catalog  200  HIT',
  ]);
  const who = async (command: string) => (await ask(command)).lines.join().match(/"\w+-1"/)?.[0];
  const ofAlice = await who('get alice tokens /wrongly-cached/orders --body');
  expect(await who('get bob tokens /wrongly-cached/orders --body')).toBe(ofAlice);
  expect(await who('get bob tokens /cached/orders --body')).not.toBe(ofAlice);
});

test('a load of writes loses those that a frozen replica got, because nginx repeats no POST', async () => {
  const { lines } = await ask('load alice tokens --post --seconds 2 freeze tokens-2');
  expect(lines[1]).toMatch(
    /^tokens {2}\d+ requests: \d+ answered 201, [1-9]\d* answered 504; slowest/,
  );
  await ask('resume tokens-2');
});

test('the word stores names every store, and get asks for each path that it is given', async () => {
  expect((await ask('kill stores')).lines).toEqual(['tokens-store: killed']);
  expect((await ask('get nobody tokens-1 /healthz /readyz')).lines).toEqual([
    'tokens-1  GET /healthz  200',
    'tokens-1  GET /readyz  503',
  ]);
  await ask('start stores');
});
