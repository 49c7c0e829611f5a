import { expect, test } from 'vitest';
import { commandsOf, scaled, withoutBackground, workBetween } from './background.ts';

const counters = (calls: Record<string, number>, scale: number) => ({
  calls,
  reads: 10 * scale,
  inputBytes: 100 * scale,
  outputBytes: 200 * scale,
  cpuUs: 0,
});

test('work is what the counters gained, without the commands of connections', () => {
  const before = counters({ get: 5, ping: 1 }, 1);
  const after = counters({ get: 7, ping: 9, 'client|setinfo': 2, expire: 2 }, 3);
  expect(workBetween(before, after)).toEqual({
    commands: { get: 2, expire: 2 },
    reads: 20,
    inputBytes: 200,
    outputBytes: 400,
  });
});

test('what goes on without requests is taken off by the seconds that it had, and never below nothing', () => {
  const work = {
    commands: { get: 100, xread: 5, time: 1 },
    reads: 107,
    inputBytes: 50,
    outputBytes: 8,
  };
  const perSecond = { commands: { xread: 2, time: 1 }, reads: 3, inputBytes: 10, outputBytes: 9 };
  expect(withoutBackground(work, perSecond, 2)).toEqual({
    // xread 5 - 4; time 1 - 2 is nothing.
    commands: { get: 100, xread: 1 },
    reads: 101,
    inputBytes: 30,
    outputBytes: 0,
  });
});

test('work per request is work divided by requests', () => {
  const work = { commands: { get: 100, expire: 100 }, reads: 200, inputBytes: 50, outputBytes: 10 };
  expect(commandsOf(scaled(work, 1 / 100))).toBe(2);
});
