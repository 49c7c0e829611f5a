import { describe, expect, test } from 'vitest';
import { createScreen, describeDuration } from './screen.ts';

function openScreen(isTerminal: boolean, columns = 100) {
  let nowMs = 0;
  let written = '';
  const screen = createScreen({
    write: (text) => {
      written += text;
    },
    terminal: isTerminal ? { columns: () => columns } : null,
    now: () => nowMs,
    plan: new Map([
      ['first', 10_000],
      ['second', 20_000],
    ]),
  });
  return {
    screen,
    pass: (ms: number) => {
      nowMs += ms;
    },
    written: () => written,
  };
}

describe('the screen', () => {
  test('on a terminal, counts the time left from the progress of the phase and the plan of the others', () => {
    const { screen, pass, written } = openScreen(true);
    screen.phase('first');
    pass(2_000);
    screen.step(1, 4);
    // Three quarters of this phase at 2 s each, and the 20 s of the second.
    expect(written()).toContain('about 26 s left  ━━━━━───────────────  1/4  first');
  });

  test('counts what is left of a phase that comes back, at the speed that it had', () => {
    const { screen, pass, written } = openScreen(false);
    for (const boot of [0, 1]) {
      screen.phase('first');
      screen.step(boot, 2);
      pass(3_000);
      screen.phase('second');
      screen.step(boot, 2);
      pass(12_000);
    }
    expect(written().match(/about \d+ s left/g)).toEqual([
      // Both as planned; then half of the first at 3 s, and all of the second.
      'about 30 s left',
      'about 23 s left',
      // Half of each, at 3 and 12 s; then half of the second alone.
      'about 15 s left',
      'about 12 s left',
    ]);
  });

  test('counts nothing for a phase that told no steps and is over', () => {
    const { screen, pass, written } = openScreen(false);
    screen.phase('first');
    pass(1_000);
    screen.phase('second');
    expect(written()).toContain('second (about 20 s left in all)');
  });

  test('on a terminal, shows the time left from the first moment, and again after a line that stays', () => {
    const { screen, written } = openScreen(true);
    screen.phase('first');
    const shown = '\r\x1b[Kabout 30 s left  first …';
    expect(written()).toBe(shown);
    screen.say('found it');
    expect(written()).toBe(`${shown}\r\x1b[Kfound it\n${shown}`);
  });

  test('on a narrow terminal, its line stays shorter than the terminal', () => {
    const { screen, written } = openScreen(true, 40);
    screen.phase('a phase whose name is longer than the terminal is wide');
    screen.step(1, 4);
    screen.end();
    const lines = written().split('\r\x1b[K');
    expect(Math.max(...lines.map((line) => line.length))).toBe(39);
    expect(lines.at(-2)).toContain('left');
  });

  test('without a terminal, every event is a plain line with its time, and steps are rare', () => {
    const { screen, pass, written } = openScreen(false);
    screen.phase('first');
    pass(67_000);
    for (let done = 0; done < 100; done++) screen.step(done, 100);
    screen.end();
    expect(written().split('\n')).toEqual([
      '0:00 first (about 30 s left in all)',
      '1:07 first: 50 of 100',
      '',
    ]);
    expect(written()).not.toContain('\x1b');
  });

  test('rounds durations up', () => {
    expect(describeDuration(100)).toBe('1 s');
    expect(describeDuration(89_000)).toBe('89 s');
    expect(describeDuration(121_000)).toBe('3 min');
  });
});
