import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CardError, readCard } from './card.ts';
import { contenders, findContenders } from './contenders.ts';

let scratch = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'cards-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** The card of `apps/tokens` with some text replaced, at a place of its own. */
function changed(name: string, ...replacements: readonly (readonly [string, string])[]): string {
  let text = readFileSync('apps/tokens/contender.yaml', 'utf8');
  for (const [from, to] of replacements) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const folder = join(scratch, 'apps', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'contender.yaml'), text);
  return join(folder, 'contender.yaml');
}

/** What changes in a copy: everything that two contenders must not share. */
const another = [
  ['place: 2', 'place: 90'],
  ['shape: diamond', 'shape: star'],
] as const;

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof CardError) return error.message;
    throw error;
  }
  return '';
}

describe('a card', () => {
  test.for([
    ['a key is missing', ['algorithm: ES256\n', ''], 'algorithm: '],
    ['a key is misspelt', ['roundTrips: 1', 'roundtrips: 1'], 'request.roundTrips: '],
    ['a key is unknown', ['place: 2', 'place: 2\ncolour: blue'], 'colour'],
    [
      'a value is no choice',
      ['holds: next-request', 'holds: at-once'],
      'guarantee.revocation.holds: ',
    ],
    [
      'a guarantee has a bound that its kind does not have',
      ['{ holds: next-request }', '{ holds: next-request, within: X_MS }'],
      'within',
    ],
    [
      'an action does not exist',
      ['actions: [demoted]', 'actions: [sacked]'],
      'guarantee.except.0.actions.0: ',
    ],
    ['a place is no whole number', ['place: 2', 'place: 2.5'], 'place: '],
    [
      'the life of a credential is not said',
      ['  CREDENTIAL_TTL_SECONDS: 900', '  OTHER_SECONDS: 900'],
      'settings: must hold CREDENTIAL_TTL_SECONDS',
    ],
    ['it is no YAML', ['place: 2', 'place: [2'], 'cannot be read as YAML: '],
  ] as const)('is refused by file and key when %s', ([, [from, to], key]) => {
    const path = changed('copy', [from, to]);
    const message = messageOf(() => readCard(path));
    expect(message).toContain(path);
    expect(message).toContain(key);
  });

  test.for([
    [
      'more round trips than commands',
      ['roundTrips: 1', 'roundTrips: 2'],
      'request.roundTrips: 2, but request.redisCommands lists 1',
    ],
    [
      'commands, and service without Redis',
      ['whileRedisIsAway: refuses', 'whileRedisIsAway: serves-and-logs-in'],
      'whileRedisIsAway: ',
    ],
    [
      'a guarantee of a setting that it does not hold',
      ['{ holds: next-request }', '{ holds: pushed, within: STALENESS_BOUND_MS }'],
      'guarantee: names STALENESS_BOUND_MS',
    ],
  ] as const)('is refused when it contradicts itself: %s', ([, [from, to], key]) => {
    const path = changed('copy', [from, to]);
    const message = messageOf(() => readCard(path));
    expect(message).toContain(`${path} contradicts itself`);
    expect(message).toContain(key);
  });
});

describe('the contenders', () => {
  test('are the folders with a card, ordered by app and place', () => {
    for (const app of ['sessions', 'tokens']) {
      const places = contenders.filter((each) => each.app === app).map(({ place }) => place);
      expect(places).toEqual([...places].sort((one, other) => one - other));
    }
    expect(contenders.map(({ app }) => app)).toEqual(contenders.map(({ app }) => app).sort());
  });

  test('have a program each, in the folder of their name', () => {
    for (const { contender, folder } of contenders) {
      expect(folder.endsWith(contender)).toBe(true);
      expect(readFileSync(join(folder, 'main.ts'), 'utf8')).toContain('serve(');
    }
  });

  test('are found again when a folder is copied and its card changed', () => {
    cpSync('apps/tokens/contender.yaml', join(scratch, 'apps/tokens/contender.yaml'));
    changed('tokens-copy', ...another);
    expect(findContenders(scratch).map(({ contender }) => contender)).toEqual([
      'tokens',
      'tokens-copy',
    ]);
  });

  test.for([
    ['place', [['shape: diamond', 'shape: star']], 'the same place: 2'],
    ['mark', [['place: 2', 'place: 90']], 'the same mark: vermillion, diamond, true'],
  ] as const)('of one %s are refused, and both files are named', ([, replacements, words]) => {
    const one = changed('tokens');
    const two = changed('tokens-copy', ...replacements);
    const message = messageOf(() => findContenders(scratch));
    expect(message).toContain(words);
    expect(message).toContain(one);
    expect(message).toContain(two);
  });

  test.for(['buildsOn', 'sameCheckAs'])('whose %s names nobody are refused', (key) => {
    const path = changed('tokens', [`${key}: none`, `${key}: tokns`]);
    const message = messageOf(() => findContenders(scratch));
    expect(message).toBe(`${path}: ${key} names "tokns", and there is no such contender`);
  });
});
