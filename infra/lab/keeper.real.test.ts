import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askKeeper, startKeeper } from './keeper-client.ts';

/** A real keeper holds a real lab with one contender, in a directory of its own. */
let lab: string;
beforeAll(async () => {
  lab = mkdtempSync(join(tmpdir(), 'lab-'));
  const arm = { arm: 'sessions', contender: 'sessions', replicas: 2, storeLinks: true };
  await startKeeper({ lab, driver: 'native', ports: 'free', arms: [{ ...arm, environment: {} }] });
});
afterAll(async () => {
  await askKeeper({ lab }, { verb: 'down', words: [] });
  rmSync(lab, { recursive: true, force: true });
});

const ask = (verb: string, ...words: readonly string[]) =>
  askKeeper({ lab }, { verb, words: [...words] });
const stateOf = async (part: string) =>
  (await ask('status'))?.lines.find((line) => line.startsWith(`${part} `))?.split(/\s+/)[1];

describe('the keeper', () => {
  test('kills, starts, freezes and resumes a part by its name', async () => {
    expect(await stateOf('sessions-2')).toBe('running');
    expect(await ask('kill', 'sessions-2')).toEqual({ ok: true, lines: ['sessions-2: killed'] });
    expect(await stateOf('sessions-2')).toBe('stopped');
    await ask('start', 'sessions-2');
    await ask('freeze', 'sessions-2');
    expect(await stateOf('sessions-2')).toBe('frozen');
    await ask('resume', 'sessions-2');
    expect(await stateOf('sessions-2')).toBe('running');
  });

  test('cuts a replica off from Redis and connects it again', async () => {
    const url = (await ask('url', 'sessions-1'))?.lines[0];
    const ready = async () => (await fetch(`${url}/readyz`)).status;
    expect(await ready()).toBe(200);
    await ask('cut', 'sessions-1');
    expect(await ready()).toBe(503);
    await ask('heal', 'sessions-1');
    expect(await ready()).toBe(200);
  });

  test('shows the metrics of a replica', async () => {
    const lines = (await ask('metrics', 'sessions-1'))?.lines ?? [];
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      replica: 'sessions-1',
      contender: 'sessions',
    });
  });

  test('passes a command to Redis and its reply back', async () => {
    await ask('redis', 'sessions-store', 'set', 'word', 'two words');
    expect((await ask('redis', 'sessions-store', 'get', 'word'))?.lines).toEqual(['two words']);
  });

  test.for([
    [
      ['kill', 'nobody'],
      'no part is called "nobody"; choose one of: balancer, sessions-1, sessions-2, sessions-store',
    ],
    [
      ['drain', 'sessions-store'],
      'no replica is called "sessions-store"; choose one of: sessions-1, sessions-2',
    ],
    [['explode'], 'there is no verb "explode"'],
    [['delay', 'sessions-1', 'long'], 'delay takes a replica and milliseconds'],
  ] as const)('%j is refused with a sentence', async ([[verb, ...words], sentence]) => {
    expect(await ask(verb, ...words)).toEqual({ ok: false, lines: [sentence] });
  });

  test('stops the whole lab when it ends', async () => {
    await ask('down');
    expect(await ask('status')).toBeNull();
    expect(readdirSync(lab)).toEqual(['keeper.log']);
  });
});

test('without a keeper the answer is null', async () => {
  expect(
    await askKeeper({ lab: join(tmpdir(), 'no-such-lab') }, { verb: 'status', words: [] }),
  ).toBeNull();
});
