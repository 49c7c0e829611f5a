import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { reservePorts } from '../../infra/stack/ports.ts';

/** A process that a test started. It ends with the test run, unless the test run is killed by `kill -9`. */
export interface Child {
  readonly pid: number;
  /** Sends the signal and does not wait. */
  signal(name: NodeJS.Signals): void;
  /** Sends the signal and resolves with the exit code, or null when a signal ended it. */
  end(name: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code when the process ends by itself. */
  readonly exited: Promise<number | null>;
  output(): string;
}

/** Starts a program and resolves when its output matches. Rejects with the output when the program ends first. */
export async function startChild(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  readyWhen: RegExp,
): Promise<Child> {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let output = '';
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => {
    process.off('exit', killWithUs);
    return code ?? null;
  });
  const ready = new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (readyWhen.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const failed = exited.then((code) => {
    throw new Error(`${command} ended with ${code} before it was ready:\n${output}`);
  });
  failed.catch(() => undefined);
  await Promise.race([ready, failed]);
  return {
    pid: pidOf(child),
    signal: (name) => child.kill(name),
    end: endWith,
    exited,
    output: () => output,
  };

  async function endWith(name: NodeJS.Signals): Promise<number | null> {
    child.kill(name);
    // A frozen process handles no signal but SIGKILL before it is resumed.
    if (name !== 'SIGKILL') child.kill('SIGCONT');
    return await exited;
  }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the process did not start');
  return child.pid;
}

/**
 * A port of this test file until it ends, from a range that the system does not use for outgoing connections. In
 * another range a client could get the port of a stopped server before the server starts again.
 */
export async function freePort(): Promise<number> {
  return (await reservePorts(1, Math.random)).first;
}
