import { describe, expect, test } from 'vitest';
import { createScreen, describeDuration } from './screen.ts';

function openScreen(isTerminal: boolean) {
  let nowMs = 0;
  let written = '';
  const screen = createScreen({
    write: (text) => {
      written += text;
    },
    isTerminal,
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
    expect(written()).toContain('1/4  about 26 s left');
  });

  test('on a terminal, takes its line away before a line that stays', () => {
    const { screen, written } = openScreen(true);
    screen.phase('first');
    screen.say('found it');
    expect(written().endsWith('\r\x1b[Kfound it\n')).toBe(true);
  });

  test('without a terminal, every event is a plain line and steps are rare', () => {
    const { screen, written } = openScreen(false);
    screen.phase('first');
    for (let done = 0; done < 100; done++) screen.step(done, 100);
    screen.end();
    expect(written().split('\n')).toEqual([
      'first (about 30 s left in all)',
      'first: 50 of 100',
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
