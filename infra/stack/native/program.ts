import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../errors.ts';
import type { RunContext } from '../launch.ts';
import { during, type ProgramControl } from '../part.ts';
import { refuses } from '../ports.ts';
import type { Program } from '../programs.ts';
import { statFields } from '../run/processes.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { Moment, PartState } from '../stack.ts';
import { until } from '../until.ts';

/** What the parts of one native run share. */
export interface NativeContext extends RunContext {
  readonly programs: { readonly nginx: Program; readonly redis: Program };
  /** The PATH of every program. */
  readonly searchPath: string;
}

export interface ProgramPlan {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  /** Variables beside PATH. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The port that the program listens on. When it refuses, the program and all its children are gone. */
  readonly port: number;
}

/** A limit on how long the kernel takes to carry out a signal. Not a measure: beyond it something is wrong. */
const effectTimeoutMs = 5_000;

/**
 * A child process in a process group of its own. So a signal also reaches the processes that it forked (nginx' workers,
 * Redis' rewriting child), and Ctrl-C in the terminal does not. A program that ends by itself is reported in the log of
 * the run.
 */
export class NativeProgram implements ProgramControl {
  readonly #plan: ProgramPlan;
  readonly #context: NativeContext;
  readonly #logPath: string;
  #child: ChildProcess | null = null;
  #isFrozen = false;
  #endWanted = false;

  constructor(plan: ProgramPlan, context: NativeContext) {
    this.#plan = plan;
    this.#context = context;
    this.#logPath = join(context.run.path, 'logs', `${plan.name}.log`);
  }

  /** Null when the program is stopped. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  state(): PartState {
    if (this.#child === null) return 'stopped';
    return this.#isFrozen ? 'frozen' : 'running';
  }

  start(environment: Readonly<Record<string, string>> = {}): Promise<Moment> {
    return during(() => {
      if (this.#child !== null) return;
      if (this.#context.isEnding()) {
        throw new StackError('not_possible', `${this.#plan.name}: its stack has been stopped`);
      }
      this.#spawn(environment);
    });
  }

  kill(): Promise<Moment> {
    return during(() => this.#end('SIGKILL', effectTimeoutMs));
  }

  end(timeoutMs: number): Promise<Moment> {
    return during(() => this.#end('SIGTERM', timeoutMs));
  }

  freeze(): Promise<Moment> {
    const { pid } = this;
    if (pid === null) {
      const message = `${this.#plan.name} is stopped: only a running part can be frozen`;
      return Promise.reject(new StackError('not_possible', message));
    }
    return during(async () => {
      this.#signal('SIGSTOP');
      await this.#requireEffect('SIGSTOP', () => isStopped(pid), effectTimeoutMs);
      this.#isFrozen = true;
    });
  }

  resume(): Promise<Moment> {
    return during(() => {
      this.#signal('SIGCONT');
      this.#isFrozen = false;
    });
  }

  logTail(lines: number): Promise<readonly string[]> {
    return lastLines(this.#logPath, lines);
  }

  /** Does nothing: a signal needs no way in. */
  async openControl(): Promise<void> {}

  #spawn(extra: Readonly<Record<string, string>>): void {
    const { name, path, args, environment } = this.#plan;
    const { run, searchPath, log } = this.#context;
    const output = openSync(this.#logPath, 'a');
    const child = spawn(path, args, {
      cwd: workDirectory(run.path),
      env: { PATH: searchPath, ...environment, ...extra },
      detached: true,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    child.unref();
    this.#child = child;
    this.#isFrozen = false;
    this.#endWanted = false;
    const ended = (how: string) => {
      if (this.#child === child) this.#child = null;
      if (!this.#endWanted) log(`${name} ended by itself (${how})`);
    };
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    child.once('error', (error) => ended(error.message));
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM', timeoutMs: number): Promise<void> {
    this.#endWanted = true;
    this.#signal(signal);
    const isGone = async () => this.#child === null && (await refuses(this.#plan.port));
    await this.#requireEffect(signal, isGone, timeoutMs);
  }

  #signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    const { pid } = this;
    if (pid === null) return;
    try {
      // SIGTERM goes to the program alone, which ends its own children. The other signals go to the whole group.
      process.kill(name === 'SIGTERM' ? pid : -pid, name);
    } catch {
      // The process has ended at this moment.
    }
  }

  async #requireEffect(
    signal: string,
    holds: () => boolean | Promise<boolean>,
    timeoutMs: number,
  ): Promise<void> {
    if (await until(holds, timeoutMs, 1)) return;
    const { name } = this.#plan;
    throw new StackError('part_silent', `${name} ignored ${signal} for ${timeoutMs} ms`);
  }
}

/** True in state T of proc(5). Without /proc (macOS) it assumes that the signal took effect. */
function isStopped(pid: number): boolean {
  const fields = statFields(pid);
  return fields === null || fields[0] === 'T';
}

const tailBytes = 64 * 1024;

/** The last lines of a file, oldest first; none when it does not exist. Reads at most the last 64 KiB. */
async function lastLines(path: string, lines: number): Promise<readonly string[]> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
    return text === '' ? [] : text.split('\n').slice(-lines);
  } finally {
    await file.close();
  }
}
