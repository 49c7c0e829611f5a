import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { clockOf, clockOriginMs } from './clock.ts';
import type { FixtureCommands } from './process.fixture.ts';
import { type LoadProcess, openProcess } from './process.ts';

const script = new URL('./process.fixture.ts', import.meta.url);
const opened: LoadProcess<FixtureCommands>[] = [];

async function open() {
  const child = await openProcess<FixtureCommands>(script);
  opened.push(child);
  return child;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((child) => child.close()));
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('calls are answered, several at once, each with its own answer', async () => {
  const child = await open();
  const answers = await Promise.all([1, 'two', [3]].map((input) => child.call('echo', input)));
  expect(answers).toEqual([1, 'two', [3]]);
});

test('a call that throws in the child rejects with its message, and the child goes on', async () => {
  const child = await open();
  await expect(child.call('refuse', 'no such thing')).rejects.toThrow('no such thing');
  expect(await child.call('echo', 1)).toBe(1);
});

test('an unknown command is named', async () => {
  const child = await openProcess<FixtureCommands & { fly(input: null): Promise<void> }>(script);
  await expect(child.call('fly', null)).rejects.toThrow('unknown command fly');
  await child.close();
});

test('a child that ends rejects what was asked of it, with its exit code and last words', async () => {
  const child = await open();
  const hanging = child.call('hang', null);
  hanging.catch(() => undefined);
  await expect(child.call('die', { code: 3, saying: 'out of memory' })).rejects.toThrow(
    /exit code 3[\s\S]*out of memory/,
  );
  await expect(hanging).rejects.toThrow('exit code 3');
  await expect(child.call('echo', 1)).rejects.toThrow('is gone');
});

test('closing ends the child, also with a call open, and may be repeated', async () => {
  const child = await open();
  const hanging = child.call('hang', null);
  hanging.catch(() => undefined);
  await child.close();
  await child.close();
  expect(isRunning(child.pid)).toBe(false);
  await expect(hanging).rejects.toThrow('ended');
});

test('a child ends when its parent is killed with SIGKILL', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '--eval',
      `import { openProcess } from ${JSON.stringify(new URL('./process.ts', import.meta.url).href)};
       const child = await openProcess(new URL(${JSON.stringify(script.href)}));
       console.log(child.pid);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 30_000 });
});

test('the clock of this process, read through its origin, is this clock', () => {
  const clock = clockOf(clockOriginMs());
  const beforeMs = performance.now();
  const readMs = clock();
  const afterMs = performance.now();
  // The two origins are read one after the other; a millisecond leaves room for that.
  expect(readMs).toBeGreaterThan(beforeMs - 1);
  expect(readMs).toBeLessThan(afterMs + 1);
});
