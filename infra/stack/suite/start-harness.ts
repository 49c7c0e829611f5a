import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StackDriver } from '../stack.ts';

export interface Harness {
  readonly process: ChildProcess;
  /** Of its one arm. */
  readonly url: string;
  /** Resolves when the process is gone. */
  readonly ended: Promise<unknown>;
}

type End = 'wait' | 'leave' | 'freeze';

/** Starts `fixtures/harness.ts` in a process of its own. */
export function launchHarness(driver: StackDriver, lab: string, end: End) {
  const program = join(import.meta.dirname, '../fixtures/harness.ts');
  return spawn(process.execPath, [program, driver, lab, end], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The same, and waits until its stack is ready. */
export async function startHarness(driver: StackDriver, lab: string, end: End): Promise<Harness> {
  const child = launchHarness(driver, lab, end);
  const ended = once(child, 'exit');
  for await (const url of createInterface({ input: child.stdout })) {
    return { process: child, url, ended };
  }
  throw new Error('the harness ended before its stack was ready');
}
