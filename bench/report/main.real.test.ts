import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../result/result.ts';
import { writeResult } from '../result/result-files.ts';
import { recordedResult } from './fixture.ts';
import { renderHtml } from './html.ts';

interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

function run(script: string, ...args: string[]): Promise<Ended> {
  const path = join(import.meta.dirname, script);
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...args], (error, output, errors) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, output, errors });
    });
  });
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'report-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function folder(name: string, change: (result: Result) => void = () => undefined) {
  const result = recordedResult();
  change(result);
  await writeResult(join(directory, name), result);
  return join(directory, name);
}

describe('writing the report again', () => {
  test('gives the page of that result', async () => {
    const a = await folder('a');
    expect(await run('main.ts', a)).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(a, 'report.html'), 'utf8')).toBe(renderHtml(recordedResult()));
    expect(await readFile(join(a, 'report.md'), 'utf8')).toMatch(/^# Sessions versus tokens\n/);
  });

  test.for([
    ['main.ts'],
    ['../compare/main.ts', '--b', 'ITSELF', '--a'],
    ['decide/main.ts', '--results'],
  ])(
    'needs results.json alone, and says that its sum is missing: %s',
    async ([script = '', ...args]) => {
      const a = await folder('a');
      await rm(join(a, 'SHA256SUMS'));
      const ended = await run(script, ...args.map((each) => (each === 'ITSELF' ? a : each)), a);
      expect(ended.exitCode, ended.errors).toBe(0);
      expect(ended.errors).toContain(`${a}: results.json was read without a check`);
    },
  );

  test('refuses an edited result by name, and leaves the report alone', async () => {
    const a = await folder('a');
    await writeFile(join(a, 'report.html'), 'as it was');
    await appendFile(join(a, 'results.json'), ' ');
    const { exitCode, errors } = await run('main.ts', a);
    expect(exitCode).toBe(2);
    expect(errors).toContain(`${a}: results.json is not as the bench wrote it`);
    expect(await readFile(join(a, 'report.html'), 'utf8')).toBe('as it was');
  });

  test('says how it is called', async () => {
    expect(await run('main.ts')).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining('node bench/report/main.ts <folder'),
    });
  });
});

describe('comparing two runs', () => {
  const compare = (...args: string[]) => run('../compare/main.ts', ...args);

  test('prints the ratios', async () => {
    const [a, b] = [await folder('a'), await folder('b')];
    const { exitCode, output } = await compare('--a', a, '--b', b);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/sessions \/ floor +replica CPU +~/);
  });

  test.for<[string, (result: Result) => void, string]>([
    ['stopped half way', (result) => Object.assign(result, { failover: null }), 'failover'],
    [
      'was measured by another method',
      (result) => Object.assign(result.tool, { methodVersion: 'another' }),
      'method another',
    ],
    [
      'is of another profile',
      (result) => Object.assign(result.run, { profile: 'smoke' }),
      'profile is default in A and smoke in B',
    ],
    [
      'measured more blocks',
      (result) => Object.assign(result.config.plan, { 'lookup.blocksPerBoot': 80 }),
      'lookup.blocksPerBoot is 36 in A and 80 in B',
    ],
  ])('refuses one that %s, by name', async ([, change, reason]) => {
    const [a, b] = [await folder('a'), await folder('b', change)];
    const { exitCode, errors, output } = await compare('--a', a, '--b', b);
    expect(exitCode).toBe(2);
    expect(errors).toContain(b);
    expect(errors).toContain(reason);
    expect(output).toBe('');
  });

  test('of two smoke runs says what was counted, and prints no ratio', async () => {
    const smoke = (result: Result) => Object.assign(result.run, { profile: 'smoke' });
    const back = (result: Result) => {
      smoke(result);
      for (const row of result.revocation?.summary ?? []) row.resurrections = 1;
    };
    const [a, b] = [await folder('a', smoke), await folder('b', back)];
    const { exitCode, output } = await compare('--a', a, '--b', b);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/sessions, logout: came back +no +yes/);
    expect(output).toContain('A smoke run has no ratios');
    expect(output).not.toContain('sessions / floor');
    expect(output).not.toContain('microseconds');
  });

  test('refuses a folder that is not there, and a command line that names none', async () => {
    const a = await folder('a');
    const absent = join(directory, 'absent');
    expect(await compare('--a', a, '--b', absent)).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining(absent),
    });
    expect(await compare('--a', a)).toMatchObject({ exitCode: 2 });
  });
});
