import { expect, test } from 'vitest';
import { peakOf, watchMemory } from './memory.ts';

test('the peak of a process is the line VmHWM, and a process that has ended has none', () => {
  const status = 'Name:\tnode\nVmPeak:\t  900000 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  100000 kB\n';
  expect(peakOf(status)).toBe(204_800 * 1024);
  expect(peakOf('')).toBeNull();
});

test('the largest peak of any load process is kept after that process has ended', () => {
  const running = [[100, 300], [], [200]];
  const watch = watchMemory(() => running.shift() ?? []);
  const peaks = [watch.peak(), watch.peak(), watch.peak()];
  expect(peaks.map(({ peakLoadMemoryBytes }) => peakLoadMemoryBytes)).toEqual([300, 300, 300]);
  watch.stop();
});

test('without any load process the harness alone has a peak, of at least what it holds now', () => {
  const watch = watchMemory(() => []);
  const { peakMemoryBytes, peakLoadMemoryBytes } = watch.peak();
  expect(peakLoadMemoryBytes).toBeNull();
  expect(peakMemoryBytes).toBeGreaterThan(0.5 * process.memoryUsage.rss());
  watch.stop();
});
