import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reservePorts } from '../infra/stack/ports.ts';
import { createScratchProject, type RunAs } from './scratch-project.ts';

const root = join(import.meta.dirname, '..');

/** What a shell, make, Redis, nginx or Node reads as syntax in a path, and more than the path of a socket may have. */
const oddName = `a blank, it's "q"; {} $HOME $(touch x) \\n umlaut ü, `.padEnd(200, 'x');

/** The user `nobody` of Linux. */
const nobody = 65_534;
const canBeNobody =
  process.getuid?.() === 0 &&
  spawnSync('test', ['-r', join(root, 'node_modules/zod/package.json')], { uid: nobody }).status ===
    0;

async function upAndDown(userId?: number): Promise<void> {
  const project = createScratchProject(oddName);
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  const { first, release } = await reservePorts(120, Math.random, {
    lowest: 10_000,
    highest: 20_000,
  });
  try {
    if (userId !== undefined)
      execFileSync('chown', ['-hR', String(userId), project.directory, home]);
    const environment = { LAB_FIRST_PORT: String(first), STACK: 'native' };
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
    release();
    project.remove();
    rmSync(home, { recursive: true });
  }
}

test('the lab starts and stops in a folder with an odd and long name', async () => {
  await upAndDown();
});

test.skipIf(!canBeNobody)(
  'and so it does for another user (needs root, and a checkout that others may read)',
  async () => {
    await upAndDown(nobody);
  },
);

test('make runs nothing that stands in a setting', () => {
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

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'run-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** Runs a command of the lab as a user would, and returns what it prints and its exit code. */
function run(
  command: string,
  environment: NodeJS.ProcessEnv = {},
  stdout: 'pipe' | number = 'pipe',
) {
  return spawnSync('sh', ['-c', command], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    stdio: ['ignore', stdout, 'pipe'],
  });
}

describe('a program of the lab says in one sentence', () => {
  test('that the packages are not installed', () => {
    const fresh = join(scratch, 'fresh');
    mkdirSync(join(fresh, 'infra'), { recursive: true });
    for (const path of ['lab', 'infra/run.sh', 'package.json'])
      cpSync(join(root, path), join(fresh, path));
    for (const command of ['./lab status', 'npm run --silent bench', 'npm test --silent']) {
      expect(run(`cd '${fresh}' && ${command}`)).toMatchObject({
        status: 1,
        stderr: 'the packages are not installed: run "make setup" first\n',
      });
    }
  });

  test.for(['--no-such-flag', '--require=/no/such/file.js'])(
    'that Node does not start with NODE_OPTIONS=%s',
    (flags) => {
      expect(run('./lab', { NODE_OPTIONS: flags })).toMatchObject({
        status: 1,
        stderr: `Node does not start with NODE_OPTIONS=${flags}: run "unset NODE_OPTIONS", then this again\n`,
      });
    },
  );

  test('that TMPDIR is away', () => {
    expect(run('./lab', { TMPDIR: '/no/such' }).stderr).toBe(
      'TMPDIR is /no/such, and this user cannot write there: make that folder, or set TMPDIR to another\n',
    );
  });

  test('that its output could not be written', () => {
    const full = openSync('/dev/full', 'w');
    expect(run('npm run --silent bench -- --help', {}, full)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^the output could not be written \(ENOSPC.*\n$/),
    });
  });
});

test('./lab works through a link', () => {
  const link = join(scratch, 'link');
  symlinkSync(join(root, 'lab'), link);
  const { status, stderr } = run(`cd / && '${link}' explode`);
  expect([status, stderr]).toEqual([
    2,
    'there is no verb "explode"\n./lab lists the verbs, and ./lab VERB --help explains one\n',
  ]);
});

test('a program of the lab does not ask a proxy for what is on this machine', () => {
  const source = `const own = require('node:http').createServer((_, answer) => answer.end('own'));
  const s = own.listen(0, '127.0.0.1', async () => {
    const { request } = require('undici');
    const url = 'http://127.0.0.1:' + s.address().port;
    const answers = [await (await fetch(url)).text(), await (await request(url)).body.text()];
    console.log(answers.join());
    process.exit();
  })`;
  const proxy = 'http://127.0.0.1:9';
  const proxies = {
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    ALL_PROXY: proxy,
    NODE_USE_ENV_PROXY: '1',
  };
  const program = join(scratch, 'asks.cjs');
  writeFileSync(program, source);
  const ended = run(
    `NODE_PATH='${root}/node_modules' sh infra/run.sh '${relative(root, program)}'`,
    proxies,
  );
  expect(ended.stderr + ended.stdout).toBe('own,own\n');
});
