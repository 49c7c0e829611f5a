import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { ProgramControl } from '../control.ts';
import { StackError } from '../errors.ts';
import { during } from '../moment.ts';
import { refuses } from '../ports.ts';
import { statFields } from '../run/process-identity.ts';
import type { Moment, PartState } from '../stack.ts';
import { until } from '../until.ts';
import type { NativeContext } from './context.ts';
import { lastLines } from './last-lines.ts';

export interface Launch {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workDirectory: string;
  readonly logPath: string;
  /** Where it listens. The program and all its children are gone when this port refuses. */
  readonly port: number;
}

/** How long the kernel may take to carry out a signal. Not a measure: beyond it something is wrong. */
const effectTimeoutMs = 5_000;

/**
 * A child process with a process group of its own, so that a signal reaches what it forked (nginx' workers, Redis'
 * rewriting child) too, and Ctrl-C in the terminal does not. The log of the run hears of an end that nobody asked for.
 */
export class NativeProgram implements ProgramControl {
  readonly #launch: Launch;
  readonly #run: Pick<NativeContext, 'log' | 'isEnding'>;
  #child: ChildProcess | null = null;
  #isFrozen = false;
  #endWanted = false;

  constructor(launch: Launch, run: Pick<NativeContext, 'log' | 'isEnding'>) {
    this.#launch = launch;
    this.#run = run;
  }

  /** Null when it is stopped. */
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
      if (this.#run.isEnding()) {
        throw new StackError('not_possible', `${this.#launch.name}: its stack has been stopped`);
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
      const message = `${this.#launch.name} is stopped: only what runs can be frozen`;
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
    return lastLines(this.#launch.logPath, lines);
  }

  #spawn(extra: Readonly<Record<string, string>>): void {
    const { path, args, workDirectory, environment, logPath, name } = this.#launch;
    const output = openSync(logPath, 'a');
    const child = spawn(path, args, {
      cwd: workDirectory,
      env: { ...environment, ...extra },
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
      if (!this.#endWanted) this.#run.log(`${name} ended by itself (${how})`);
    };
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    child.once('error', (error) => ended(error.message));
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM', timeoutMs: number): Promise<void> {
    this.#endWanted = true;
    this.#signal(signal);
    const isGone = async () => this.#child === null && (await refuses(this.#launch.port));
    await this.#requireEffect(signal, isGone, timeoutMs);
  }

  #signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    const { pid } = this;
    if (pid === null) return;
    try {
      // SIGTERM is for the one that knows how to end; the others are for the whole group.
      process.kill(name === 'SIGTERM' ? pid : -pid, name);
    } catch {
      // Gone in this very moment.
    }
  }

  async #requireEffect(
    signal: string,
    holds: () => boolean | Promise<boolean>,
    timeoutMs: number,
  ): Promise<void> {
    if (await until(holds, timeoutMs, 1)) return;
    const { name } = this.#launch;
    throw new StackError('part_silent', `${name} ignored ${signal} for ${timeoutMs} ms`);
  }
}

/** State T of proc(5). Without /proc the signal is taken at its word. */
function isStopped(pid: number): boolean {
  const fields = statFields(pid);
  return fields === null || fields[0] === 'T';
}
