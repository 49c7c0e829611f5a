import { expect, test } from 'vitest';
import {
  type ProcessorTime,
  parseMachine,
  parseProcess,
  ticksOfTrees,
  watchOtherPrograms,
} from './other-programs.ts';

test('the share of other programs is what the lab has not used, of all processor time', () => {
  const readings: ProcessorTime[] = [
    { all: 1000, programs: 400, lab: 100 },
    { all: 1200, programs: 520, lab: 180 },
  ];
  const share = watchOtherPrograms('native', () => readings.shift() ?? null);
  // 120 ticks of programs, 80 of them the lab's: 40 of 200.
  expect(share()).toBeCloseTo(0.2);
});

test('rounding never makes the share negative, and without a reading it cannot be told', () => {
  const readings: (ProcessorTime | null)[] = [
    { all: 1000, programs: 400, lab: 100 },
    { all: 1200, programs: 420, lab: 125 },
  ];
  expect(watchOtherPrograms('native', () => readings.shift() ?? null)()).toBe(0);
  expect(watchOtherPrograms('native', () => null)()).toBeNull();
});

test('the time of the machine counts idle time and interrupts, that of programs does not', () => {
  const text = 'cpu  10 20 30 400 50 6 7 8 0 0\ncpu0 5 10 15 200 25 3 3 4 0 0\n';
  expect(parseMachine(text)).toEqual({ all: 531, programs: 60 });
});

test('the name of a process may hold brackets and blanks', () => {
  const stat = '77 (a) S (b) S 12 77 77 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 5 6 7';
  expect(parseProcess(stat)).toEqual({ pid: 77, name: 'a) S (b', parent: 12, ticks: 127 });
});

test('trees are their roots with all that descend from them, each process counted once', () => {
  const named = (pid: number, parent: number, ticks: number) => ({ pid, parent, ticks, name: 'a' });
  const processes = [
    named(1, 0, 1),
    named(10, 1, 10),
    named(20, 10, 100),
    named(30, 20, 1000),
    named(11, 1, 10_000),
  ];
  expect(ticksOfTrees(({ pid }) => pid === 10, processes)).toBe(1110);
  expect(ticksOfTrees(({ pid }) => pid === 10 || pid === 20, processes)).toBe(1110);
  expect(ticksOfTrees(() => false, processes)).toBe(0);
});
