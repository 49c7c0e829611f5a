import { expect, test } from 'vitest';
import { parseSelftestOptions } from './options.ts';

const parse = (...argv: string[]) => parseSelftestOptions(argv, ['latencies', 'closing'], () => 7);

test('without flags every plant is tried ten times, with a seed that is printed', () => {
  expect(parse()).toEqual({ repetitions: 10, seed: 7, only: ['latencies', 'closing'] });
});

test('every problem is reported at once, with the valid choices', () => {
  const problems = parse('--repeat', 'often', '--only', 'latency');
  expect(problems).toEqual({
    problems: [
      '--repeat: "often" is not a whole number above 0',
      '--only: there is no "latency"; choose from latencies, closing',
    ],
  });
});

test('an unknown flag is a problem too', () => {
  expect(parse('--fast')).toHaveProperty('problems');
});
