import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePorts } from '../infra/stack/ports.ts';
import { createScratchProject, type RunAs } from './scratch-project.ts';

/** What a shell, make, Redis, nginx or Node reads as syntax in a path, and more than the path of a socket may have. */
const oddName = `a blank, it's "q"; {} $HOME $(touch x) \\n umlaut ü, `.padEnd(200, 'x');

/** The user `nobody` of Linux. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

async function upAndDown(userId?: number): Promise<void> {
  const project = createScratchProject(oddName);
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  try {
    if (userId !== undefined)
      execFileSync('chown', ['-hR', String(userId), project.directory, home]);
    const firstPort = await freePorts(120, Math.random, { lowest: 10_000, highest: 20_000 });
    const environment = { LAB_FIRST_PORT: String(firstPort), STACK: 'native' };
    const as: RunAs = {
      environment: { ...environment, HOME: home, XDG_CACHE_HOME: '' },
      ...(userId === undefined ? {} : { userId }),
    };
    const up = await project.run(['make', 'up', 'CONTENDERS=tokens'], as);
    expect(up, up.errors).toMatchObject({ code: 0 });
    const status = await project.run(['./lab', 'status'], as);
    expect(status.output).toMatch(/^tokens-store +running /m);
    const down = await project.run(['make', 'down'], as);
    expect(down).toMatchObject({ code: 0, output: 'the lab is down\n' });
    expect(readdirSync(join(project.directory, '.lab'))).toEqual(['keeper.log']);
  } finally {
    project.remove();
    rmSync(home, { recursive: true });
  }
}

test('the lab starts and stops in a folder with an odd and long name', async () => {
  await upAndDown();
});

test.skipIf(!isRoot)(
  'and so it does for another user (only root can become another user)',
  async () => {
    await upAndDown(nobody);
  },
);

test('make runs nothing that stands in a setting', () => {
  const root = join(import.meta.dirname, '..');
  const trace = join(mkdtempSync(join(tmpdir(), 'trace-')), 'ran');
  const evil = `a'b"; touch ${trace}; $(touch ${trace}) $(shell touch ${trace}) \`touch ${trace}\``;
  const names = ['OUT', 'RESUME', 'SEED', 'PROFILE', 'ONLY', 'CONTENDERS', 'STACK', 'FAULTS'];
  const settings = [...names, 'DIR', 'A', 'B', 'NEED', 'REPEAT'].map((name) => [name, evil]);
  const words = settings.map((setting) => setting.join('='));
  for (const verb of ['up', 'bench', 'report', 'compare', 'decide', 'selftest']) {
    const fromShell = { ...process.env, ...Object.fromEntries(settings) };
    const ended = [
      spawnSync('make', [verb, ...words], { cwd: root, encoding: 'utf8' }),
      spawnSync('make', [verb], { cwd: root, encoding: 'utf8', env: fromShell }),
    ];
    for (const { status, stderr } of ended) {
      expect(status, verb).toBe(2);
      expect(stderr, verb).not.toMatch(/^ +at .*:\d+:\d+/m);
    }
  }
  expect(existsSync(trace)).toBe(false);
});
