import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { commandsOf, scaled, withoutBackground, workBetween } from './background.ts';
import { mergedLatency } from './costs.ts';
import { bytesPerRequest, countedRequests } from './ledger.ts';
import { parseCpuTicks, watchSteal } from './trial.ts';

const background = (perSecond: number) => ({
  commands: { eval: perSecond / 2, get: perSecond / 2 },
  reads: 0,
  inputBytes: 0,
  outputBytes: 0,
});

test('an arm that does nothing unasked is counted over the requests of the plan', () => {
  expect(countedRequests(200, background(0))).toBe(200);
});

test('an arm with a heartbeat is counted over so many requests that a second of it weighs 0.05 commands', () => {
  // Three replicas, two beats a second, twelve commands each.
  const requests = countedRequests(200, background(72));
  expect(requests).toBe(1_440);
  expect(72 / requests).toBeCloseTo(0.05, 5);
  expect(countedRequests(5_000, background(72))).toBe(5_000);
});

const stat = (steal: number, idle: number) =>
  `cpu  100 0 50 ${idle} 10 0 0 ${steal} 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n`;

test('ticks of all CPUs are added up, guest time is not counted twice', () => {
  expect(parseCpuTicks('cpu  10 1 5 80 2 0 1 1 7 7\n')).toEqual({ total: 100, steal: 1 });
});

test('steal is its share of the ticks that passed', () => {
  const readings = [stat(0, 800), stat(4, 836)];
  const stop = watchSteal(() => readings.shift() ?? null);
  expect(stop()).toBeCloseTo(0.1);
});

test('where there is no /proc/stat, steal is unknown and not zero', () => {
  expect(watchSteal(() => null)()).toBeNull();
  expect(parseCpuTicks('intr 1 2 3')).toBeNull();
});

function histogramOf(values: readonly number[]): string {
  const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
  for (const value of values) histogram.recordValue(value);
  return encodeIntoCompressedBase64(histogram);
}

const from1To = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('percentiles are those of all answers together, not means of percentiles', () => {
  // 500 answers of 1 to 500 and 500 of exactly 1,000: the median of all is 500, not the mean of 250 and 1,000.
  const merged = mergedLatency([
    histogramOf(from1To(500)),
    histogramOf(Array.from({ length: 500 }, () => 1_000)),
  ]);
  expect(merged).toEqual({ count: 1_000, p50: 500, p90: 1_000, p99: 1_000 });
});

test('a percentile that the number of answers does not carry is null', () => {
  expect(mergedLatency([histogramOf(from1To(99))])).toEqual({
    count: 99,
    p50: 50,
    p90: null,
    p99: null,
  });
  expect(mergedLatency([])).toEqual({ count: 0, p50: null, p90: null, p99: null });
});

const line = (t: number, arm: string, scale: number) =>
  JSON.stringify({
    t,
    arm,
    rl: 100 * scale,
    bs: 200 * scale,
    ubs: `${150 * scale}`,
    ubr: `${180 * scale}`,
  });

const window = { arm: 'tokens', fromSeconds: 10, toSeconds: 20 };

test('bytes are means over the lines of the arm in its window', () => {
  const log = [
    line(9.99, 'tokens', 9),
    line(10, 'tokens', 1),
    line(15, 'floor', 9),
    line(20, 'tokens', 3),
    line(20.01, 'tokens', 9),
    '{"t":12,"arm":"tokens","rl":1',
    '',
  ].join('\n');
  expect(bytesPerRequest(log, window)).toEqual({
    requestBytes: 200,
    responseBytes: 400,
    replicaRequestBytes: 300,
    replicaResponseBytes: 360,
  });
});

test('without a line there is no figure', () => {
  expect(bytesPerRequest('', window).requestBytes).toBeNull();
});

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
