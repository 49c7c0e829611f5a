import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Mutation, mutations } from './mutations.ts';
import { type ExploredResult, exploredSchema } from './report/explored.ts';

const run = promisify(execFile);

describe('every safeguard is needed, and the orders show it', () => {
  test.each(mutations)(
    'without "$name", $contender breaks $breaks in $scenario',
    async (mutation) => {
      const { violating, shortest } = await explored(mutation, ['--without', mutation.name]);
      expect(violating).toBeGreaterThan(0);
      expect(shortest?.violations.map(({ property }) => property)).toContain(mutation.breaks);
      expect(shortest?.replay).toContain(` WITHOUT=${mutation.name}`);
    },
  );

  const pairs = new Map(mutations.map((each) => [`${each.scenario} ${each.contender}`, each]));
  test.each([...pairs])('with all safeguards, %s keeps every promise', async (_pair, mutation) => {
    expect(await explored(mutation, [])).toMatchObject({ violating: 0, stuck: 0 });
  });
});

describe('a mutation that changes nothing is an error', () => {
  const family = 'apps/tokens/refresh/family.ts';

  test('because the file no longer holds the text', async () => {
    const output = await failureOf({ file: family, from: 'a line that is not there', to: '' });
    expect(output).toContain(`${family} does not hold "a line that is not there"`);
  });

  test('because the file is not loaded', async () => {
    const output = await failureOf({ file: 'apps/tokens/moved.ts', from: 'text', to: '' });
    expect(output).toContain('apps/tokens/moved.ts was not loaded');
  });

  /** What a process says that loads refresh families with this change. */
  async function failureOf(edit: Mutation['edits'][number]): Promise<string> {
    const mutation = JSON.stringify({ name: 'made for this test', edits: [edit] });
    const program = `
      import { takeOut } from './test/explore/mutations.ts';
      const verify = takeOut(${mutation});
      await import('./${family}');
      verify();`;
    return await node(['--input-type=module', '--eval', program]).then(
      () => 'no failure',
      (error: unknown) => String(error),
    );
  }
});

const root = join(import.meta.dirname, '../..');

function node(args: readonly string[]) {
  return run(process.execPath, [...args], { cwd: root });
}

/** Explores the scenario and the contender of a mutation, in a process of its own. */
async function explored(
  { scenario, contender }: Pick<Mutation, 'scenario' | 'contender'>,
  options: readonly string[],
): Promise<ExploredResult> {
  const out = await mkdtemp(join(tmpdir(), 'lab-mutation-'));
  const which = ['--scenario', scenario, '--contenders', contender, '--out', out];
  await node(['test/explore/main.ts', ...which, ...options]);
  const text = await readFile(join(out, 'explore.json'), 'utf8');
  const [result] = exploredSchema.parse(JSON.parse(text)).results;
  if (result === undefined) throw new Error(`${contender} takes no part in ${scenario}`);
  return result;
}
