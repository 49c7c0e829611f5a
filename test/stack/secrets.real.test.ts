import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { project } from '../../infra/stack/project.ts';
import { standingIn } from '../../infra/stack/run/processes.ts';
import { listRuns, workDirectory } from '../../infra/stack/run/run-directory.ts';
import type { Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';

const hasProc = existsSync('/proc/self/environ');
const reason = hasProc ? '' : ' (skipped: this machine has no /proc)';

/** The environment of a process, by the names of the variables. */
function environmentOf(pid: number | string): Readonly<Record<string, string>> {
  const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(
    entries.map((entry) => [entry.split('=', 1)[0], entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** The text of every process' command line on this machine, without those that have just ended. */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return [];
      }
    });
}

describe.skipIf(!hasProc)(`the secrets of a native stack${reason}`, () => {
  const contenders = ['floor', 'sessions', 'tokens'] as const;
  const inQuery = 'token=in-a-query-string';
  let lab: string;
  let run: string;
  let stack: Stack;
  let secrets: readonly string[];
  /** The environment of each replica, by its name. */
  let replicas: ReadonlyMap<string, Readonly<Record<string, string>>>;

  beforeAll(async () => {
    lab = mkdtempSync(join(tmpdir(), 'lab-test-'));
    const arms = contenders.map((contender) => {
      const doubled = contender === 'sessions';
      return { arm: contender, contender, replicas: 1, storeLinks: doubled, standby: doubled };
    });
    stack = await startStack({ driver: 'native', arms }, { ...project, lab });
    const [own] = listRuns(lab);
    if (own === undefined) throw new Error('the stack has no run directory');
    run = own.path;
    const environments = standingIn(workDirectory(run)).map(environmentOf);
    replicas = new Map(
      environments.flatMap((each) => (each.REPLICA === undefined ? [] : [[each.REPLICA, each]])),
    );
    secrets = [...replicas.values()].flatMap((each) => [
      each.LOAD_ACCOUNT_SECRET ?? '',
      new URL(each.REDIS_URL ?? '').password,
      ...(each.SESSION_SECRET === undefined ? [] : [each.SESSION_SECRET]),
    ]);
    // The logs then hold what a request, a login and a fault write.
    for (const { url, store, replicas: ofArm } of stack.arms.values()) {
      await fetch(`${url}/orders`);
      await store.kill();
      await fetch(`${url}/readyz`);
      await store.start();
      await store.untilReady();
      await Promise.all(ofArm.map((replica) => replica.untilReady()));
      // nginx then finds no replica that answers, which is an error in its own words.
      await Promise.all(ofArm.map((replica) => replica.kill()));
      await fetch(`${url}/orders?${inQuery}`);
      await Promise.all(ofArm.map((replica) => replica.start()));
      await Promise.all(ofArm.map((replica) => replica.untilReady()));
    }
  }, 120_000);
  afterAll(async () => {
    await stack?.stop();
    rmSync(lab, { recursive: true, force: true });
  });

  test('are those of a replica: its own app, its own Redis, its accounts', () => {
    const names = (replica: string) =>
      Object.keys(replicas.get(replica) ?? {})
        .filter((name) => /SECRET|KEYS_FILE/.test(name))
        .toSorted();
    expect(names('floor-1')).toEqual(['LOAD_ACCOUNT_SECRET']);
    expect(names('sessions-1')).toEqual(['LOAD_ACCOUNT_SECRET', 'SESSION_SECRET']);
    expect(names('tokens-1')).toEqual(['KEYS_FILE', 'LOAD_ACCOUNT_SECRET']);
    const passwords = [...replicas.values()].map((each) => new URL(each.REDIS_URL ?? '').password);
    expect(new Set(passwords).size).toBe(contenders.length);
    for (const secret of secrets) expect(secret.length).toBeGreaterThanOrEqual(32);
  });

  test('no log holds the query of a request, also when nginx reaches no replica', () => {
    const logs = readdirSync(run, { recursive: true, encoding: 'utf8' })
      .map((name) => join(run, name))
      .filter((path) => statSync(path).isFile());
    expect(logs.filter((path) => readFileSync(path, 'utf8').includes(inQuery))).toEqual([]);
  });

  test('stand on no command line', () => {
    const lines = commandLines();
    expect(lines.some((line) => line.includes(run))).toBe(true);
    for (const secret of secrets) {
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    }
  });

  test('stand in no log, and in no file that another user of the machine can read', () => {
    const files = readdirSync(run, { recursive: true, encoding: 'utf8' })
      .map((name) => join(run, name))
      .filter((path) => statSync(path).isFile());
    const withSecret = files.filter((path) => {
      const text = readFileSync(path, 'utf8');
      return secrets.some((secret) => text.includes(secret)) || text.includes('"d":');
    });
    const names = withSecret.map((path) => path.slice(run.length + 1).replace(/\d+/, 'N'));
    expect([...new Set(names)].toSorted()).toEqual([
      'floor-store.conf',
      'sentinel-N.conf',
      'sessions-store-N.conf',
      'sessions-store.conf',
      'tokens-keys.json',
      'tokens-store.conf',
    ]);
    expect(statSync(run).mode & 0o077).toBe(0);
    // A sentinel writes its own file with the rights that Redis chooses. The directory protects it.
    const own = withSecret.filter((path) => !/sentinel-\d+\.conf$/.test(path));
    for (const path of own) expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
    expect(files.map(dirname)).toContain(join(run, 'logs'));
  });
});
