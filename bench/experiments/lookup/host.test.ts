import { expect, test } from 'vitest';
import { parseCpuTicks, watchSteal } from './host.ts';

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
