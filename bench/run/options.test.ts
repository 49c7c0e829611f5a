import { describe, expect, test } from 'vitest';
import { parseOptions } from './options.ts';

const parse = (...argv: string[]) => parseOptions(argv, () => 7);

describe('the options of the bench', () => {
  test('without any, it runs the default profile of all three experiments with a random seed', () => {
    const parsed = parse();
    expect(parsed).toMatchObject({
      kind: 'run',
      options: {
        profile: 'default',
        experiments: ['lookup', 'revocation', 'failover'],
        stack: null,
        seed: 7,
      },
    });
  });

  test('a given seed, stack and folder are taken as they are', () => {
    const parsed = parse('--seed', '42', '--stack', 'native', '--out', 'somewhere');
    expect(parsed).toMatchObject({
      kind: 'run',
      options: { seed: 42, stack: 'native', outDirectory: 'somewhere' },
    });
  });

  test('only the contenders that take part in the chosen experiments are started', () => {
    const parsed = parse('--only', 'revocation');
    if (parsed.kind !== 'run') throw new Error('not understood');
    expect(parsed.options.contenders).toContain('sessions-memory');
    expect(parsed.options.contenders).not.toContain('floor');
  });

  test('the floor joins whatever is named when costs are measured, because they are compared with it', () => {
    const parsed = parse('--only', 'lookup', '--contenders', 'sessions,tokens');
    expect(parsed).toMatchObject({
      kind: 'run',
      options: { contenders: ['floor', 'sessions', 'tokens'] },
    });
  });

  test('every problem is reported at once, with the valid choices', () => {
    const parsed = parse(
      '--profile',
      'huge',
      '--only',
      'speed',
      '--contenders',
      'paseto',
      '--seed',
      'x',
    );
    if (parsed.kind !== 'wrong') throw new Error('understood');
    expect(parsed.problems).toHaveLength(4);
    expect(parsed.problems.join('\n')).toMatch(/"huge"; choose from smoke, default, full/);
    expect(parsed.problems.join('\n')).toMatch(/"speed"; choose from lookup, revocation, failover/);
    expect(parsed.problems.join('\n')).toMatch(/"paseto"; choose from floor, sessions/);
  });

  test('contenders that take no part in an experiment are named as such', () => {
    const parsed = parse('--only', 'revocation', '--contenders', 'floor');
    expect(parsed).toMatchObject({ kind: 'wrong' });
  });

  test.for([['--unknown'], ['--seed', '-1'], ['--seed', '1.5'], ['--only', ',']])(
    'refuses %j',
    (argv) => {
      expect(parse(...argv).kind).toBe('wrong');
    },
  );

  test('asked for help, it does nothing else', () => {
    expect(parse('--help', '--profile', 'huge').kind).toBe('help');
  });
});
