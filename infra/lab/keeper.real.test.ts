import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { host } from '../stack/ports.ts';
import { project } from '../stack/project.ts';
import { until } from '../stack/until.ts';
import type { UpOptions } from './command.ts';
import { askKeeper, startKeeper } from './keeper-client.ts';
import { up } from './up.ts';

/** A real keeper holds a real lab with one contender, in a directory of its own. */
let lab: string;
beforeAll(async () => {
  lab = mkdtempSync(join(tmpdir(), 'lab-'));
  const arm = { arm: 'sessions', contender: 'sessions', replicas: 2, storeLinks: true };
  await startKeeper({ lab, driver: 'native', ports: 'free', arms: [{ ...arm, environment: {} }] });
});
afterAll(async () => {
  await askKeeper({ lab }, { verb: 'down', words: [] });
  rmSync(lab, { recursive: true, force: true });
});

const options: UpOptions = {
  ...{ contenders: ['sessions'], driver: 'native', replicas: 1, firstPort: 9_000, environment: {} },
};

const ask = (verb: string, ...words: readonly string[]) =>
  askKeeper({ lab }, { verb, words: [...words] });
const stateOf = async (part: string) =>
  (await ask('status'))?.lines.find((line) => line.startsWith(`${part} `))?.split(/\s+/)[1];

describe('the keeper', () => {
  test('kills, starts, freezes and resumes a part by its name', async () => {
    expect(await stateOf('sessions-2')).toBe('running');
    expect(await ask('kill', 'sessions-2')).toEqual({ ok: true, lines: ['sessions-2: killed'] });
    expect(await stateOf('sessions-2')).toBe('stopped');
    await ask('start', 'sessions-2');
    await ask('freeze', 'sessions-2');
    expect(await stateOf('sessions-2')).toBe('frozen');
    await ask('resume', 'sessions-2');
    expect(await stateOf('sessions-2')).toBe('running');
  });

  test('cuts a replica off from Redis and connects it again', async () => {
    const url = (await ask('url', 'sessions-1'))?.lines[0];
    const ready = async () => (await fetch(`${url}/readyz`)).status;
    expect(await ready()).toBe(200);
    await ask('cut', 'sessions-1');
    expect(await ready()).toBe(503);
    await ask('heal', 'sessions-1');
    expect(await ready()).toBe(200);
  });

  test('names the program that runs as the store, and its version', async () => {
    const store = (await ask('status'))?.lines.find((line) => line.startsWith('sessions-store '));
    expect(store).toMatch(/ redis:\S+ (Redis|Valkey|KeyDB) \d+\.\d+\.\d+$/);
  });

  test('shows the metrics of a replica', async () => {
    const lines = (await ask('metrics', 'sessions-1'))?.lines ?? [];
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      replica: 'sessions-1',
      contender: 'sessions',
    });
  });

  test('passes a command to Redis and its reply back', async () => {
    await ask('redis', 'sessions-store', 'set', 'word', 'two words');
    expect((await ask('redis', 'sessions-store', 'get', 'word'))?.lines).toEqual(['two words']);
  });

  test.for([
    [
      ['kill', 'nobody'],
      'no part is called "nobody"; choose one of: balancer, sessions-1, sessions-2, sessions-store',
    ],
    [
      ['drain', 'sessions-store'],
      'no replica is called "sessions-store"; choose one of: sessions-1, sessions-2',
    ],
    [['explode'], 'there is no verb "explode"'],
  ] as const)('%j is refused with a sentence', async ([[verb, ...words], sentence]) => {
    expect(await ask(verb, ...words)).toEqual({ ok: false, lines: [sentence] });
  });

  test('keeps no state of a connection between two Redis commands', async () => {
    for (const command of [['SELECT', '3'], ['MULTI']])
      await ask('redis', 'sessions-store', ...command);
    expect((await ask('redis', 'sessions-store', 'get', 'word'))?.lines).toEqual(['two words']);
  });

  test.for<[Partial<UpOptions>, RegExp]>([
    [{ environment: { FOO: '1' } }, /^--set FOO: sessions have no such setting/],
    [{ environment: { PORT: '1' } }, /^--set PORT: the lab itself sets this variable$/],
    [{ environment: { CLAIMS_BYTES: '-4' } }, /^sessions: .*CLAIMS_BYTES: Too small/s],
    [{ contenders: ['nobody'] }, /^there is no contender "nobody"/],
    [{ firstPort: 65_530 }, /would need port 65\d+, and ports end at 65535/],
  ])('survives an up that cannot work: %j', async ([wrong, sentence]) => {
    await expect(up({ ...project, lab }, { ...options, ...wrong })).rejects.toThrow(sentence);
    expect(await stateOf('sessions-store')).toBe('running');
  });

  test('survives an up whose ports are taken', async () => {
    const squatter = createServer().listen(0, host);
    await once(squatter, 'listening');
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // The balancer of sessions has the port after the first.
    const wanted = { ...options, firstPort: port - 1 };
    await expect(up({ ...project, lab }, wanted)).rejects.toThrow(`port ${port} (for the balancer`);
    expect(await stateOf('sessions-store')).toBe('running');
    squatter.close();
  });

  test.skipIf(process.getuid?.() !== 0)(
    'is out of reach for another user, who reads why (only root can become another user)',
    () => {
      chmodSync(lab, 0o755);
      const script = `import { askKeeper } from '${join(import.meta.dirname, 'keeper-client.ts')}';
        await askKeeper({ lab: '${lab}' }, { verb: 'status', words: [] })
          .catch(({ message }) => console.log(message));`;
      const asked = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        ...{ uid: 65_534, gid: 65_534, encoding: 'utf8' },
      });
      expect(asked.stdout).toContain(`the lab in ${lab} belongs to another user`);
    },
  );

  test('stops the whole lab when it ends', async () => {
    await ask('down');
    expect(await ask('status')).toBeNull();
    expect(readdirSync(lab)).toEqual(['keeper.log']);
  });
});

test('without a keeper the answer is null', async () => {
  expect(
    await askKeeper({ lab: join(tmpdir(), 'no-such-lab') }, { verb: 'status', words: [] }),
  ).toBeNull();
});

test('a lab that cannot be written says where, and what to do', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lab-')), 'file');
  writeFileSync(file, '');
  await expect(up({ ...project, lab: join(file, 'lab') }, options)).rejects.toThrow(
    /^the lab keeps its files in .*file\/lab, and this user cannot write there \(ENOTDIR\): make it writable/,
  );
});

test('a client that is killed while the lab starts leaves no keeper and no lab', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lab-'));
  const arm = {
    arm: 'sessions',
    contender: 'sessions',
    replicas: 1,
    storeLinks: true,
    environment: {},
  };
  const plan = { lab: directory, driver: 'native', ports: 'free', arms: [arm] };
  const script = `import { startKeeper } from '${join(import.meta.dirname, 'keeper-client.ts')}';
    await startKeeper(${JSON.stringify(plan)});`;
  const client = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const runs = () => readdirSync(directory).filter((name) => /^[0-9a-f]{8}$/.test(name));
  expect(await until(() => runs().length > 0, 30_000)).toBe(true);
  client.kill('SIGKILL');
  expect(await until(() => runs().length === 0, 30_000)).toBe(true);
  expect(readdirSync(directory)).toEqual(['keeper.log']);
  rmSync(directory, { recursive: true });
});

test('Ctrl-C ends a demo with the command that runs, and leaves no file of it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lab-'));
  const temporary = join(root, 'tmp');
  for (const folder of [join(root, 'docs'), temporary]) mkdirSync(folder);
  const chapter =
    '```console\n$ a=demo; mktemp -d\n$ echo pid-of-$a $$; sleep 600\n$ echo never\n```';
  writeFileSync(join(root, 'docs', '07-x.md'), chapter);
  const script = `import { demo } from '${join(import.meta.dirname, 'demo.ts')}';
    process.exitCode = await demo(${JSON.stringify({ root, lab: root })}, { chapter: '07', isStepped: true });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: temporary },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdin.write('\n\n\n');
  expect(await until(() => /pid-of-demo \d+\n/.test(output), 30_000)).toBe(true);
  const shell = Number(/pid-of-demo (\d+)\n/.exec(output)?.[1]);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  expect(output).not.toContain('never');
  expect(() => process.kill(shell, 0)).toThrow('ESRCH');
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(root, { recursive: true });
});
