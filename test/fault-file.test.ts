import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contendersOf } from '../infra/contenders/contenders.ts';
import { createScratchProject, type ScratchProject } from './scratch-project.ts';

const folder = 'bench/experiments/failover/faults';
const original = join(folder, 'redis-flushed.ts');
const copy = join(folder, 'redis-emptied-again.ts');

/** What must change in a copy. */
const another = { "'redis-flushed'": "'redis-emptied-again'", 'place: 140': 'place: 145' };

let project: ScratchProject;
beforeAll(() => {
  project = createScratchProject();
});
afterAll(() => project.remove());
afterEach(() => project.removeFile(copy));

/** What the programs of the copied project know of the fault. */
const look = `
import { faultNames, faultNamed, expectationOf } from './bench/experiments/failover/faults.ts';
import { resultJsonSchema } from './bench/run/schema.ts';
import { namesPage } from './docs/generate/names-page.ts';
import { contendersOf } from './infra/contenders/contenders.ts';
const name = 'redis-emptied-again';
const cells = (fault) =>
  contendersOf(['failover']).map((each) => expectationOf({ fault, variant: null }, each));
const { failover } = resultJsonSchema().properties;
console.log(JSON.stringify({
  onCommandLine: faultNames.includes(name),
  place: faultNamed(name).place,
  cells: cells(name),
  cellsOfOriginal: cells('redis-flushed'),
  lineOnPage: namesPage().split('\\n').find((line) => line.includes(name)),
  inSchema: JSON.stringify(failover).split('"' + name + '"').length - 1,
  originalInSchema: JSON.stringify(failover).split('"redis-flushed"').length - 1,
}));
`;

const registry = './bench/experiments/failover/faults.ts';

async function errorOfRegistry(): Promise<string> {
  const { code, errors } = await project.node(registry);
  expect(code, errors).toBe(1);
  return errors;
}

describe('a fault file that was copied under a new name', () => {
  test('is known to the registry, the expectations, the page of names and the schema without another edit', async () => {
    project.copyFile(original, copy, { ...another, 'FLUSHALL: Redis': 'Once more: Redis' });
    const { output, errors } = await project.node('--input-type=module', '--eval', look);
    const seen = JSON.parse(output || errors);
    expect(seen).toMatchObject({ onCommandLine: true, place: 145 });
    expect(seen.cells).toHaveLength(contendersOf(['failover']).length);
    expect(seen.cells).toEqual(seen.cellsOfOriginal);
    expect(seen.lineOnPage).toBe(
      '| `redis-emptied-again` | Once more: Redis runs on, with nothing in it |',
    );
    expect(seen.originalInSchema).toBeGreaterThan(0);
    expect(seen.inSchema).toBe(seen.originalInSchema);
  });

  test('at the place of another is refused, and both files are named', async () => {
    project.copyFile(original, copy, { "'redis-flushed'": "'redis-emptied-again'" });
    const errors = await errorOfRegistry();
    expect(errors).toContain('have the same place: 140');
    expect(errors).toContain(original);
    expect(errors).toContain(copy);
  });

  test('and still has the name of the original is refused, and the file and the key are named', async () => {
    project.copyFile(original, copy, { 'place: 140': 'place: 145' });
    const errors = await errorOfRegistry();
    expect(errors).toContain(`${copy}: name: is "redis-flushed", and must be the name of the file`);
  });

  test.for([
    ['no row', '    needsNoRedis,\n', '', '0 rows for sessions-memory'],
    [
      'two rows',
      'contenders: [askedList]',
      'contenders: [askedList, pushedList]',
      '2 rows for tokens-pushed',
    ],
  ] as const)(
    'with %s for a contender is refused, and file, fault and contender are named',
    async ([, from, to, problem]) => {
      project.copyFile(original, copy, { ...another, [from]: to });
      expect(await errorOfRegistry()).toContain(
        `${copy}: expectations: ${problem} in redis-emptied-again, and there must be exactly one`,
      );
    },
  );

  test.for([
    ['place: 140', 'place: -1', 'place: '],
    ["breaks: 'redis'", "breaks: 'hearts'", 'breaks: '],
    ["name: 'redis-flushed'", "name: 'Redis flushed'", 'name: '],
    ["source: 'Redis documentation, FLUSHALL'", "source: ''", 'expectations.1.source: '],
  ] as const)(
    'with a wrong key is refused, and the file and the key are named: %s',
    async ([from, to, key]) => {
      project.copyFile(original, copy, { [from]: to });
      const errors = await errorOfRegistry();
      expect(errors).toContain(`${copy} is no fault:`);
      expect(errors).toContain(`\n  ${key}`);
    },
  );

  test('under another name for what it exports is refused, and the file is named', async () => {
    project.copyFile(original, copy, { 'export const fault': 'export const failure' });
    expect(await errorOfRegistry()).toContain(`${copy} must export a value named "fault"`);
  });
});
