import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { StackError } from '../errors.ts';

const doneMark = 'lab-done:';

/** Runs one line of shell in the container and resolves to the lines that it printed. */
export type RunLine = (line: string, timeoutMs?: number) => Promise<readonly string[]>;

const defaultTimeoutMs = 10_000;

/**
 * Keeps shells open in one container. A docker command first starts a process there, which takes time. A line to an open
 * shell takes effect at once, and its two time stamps lie close together.
 */
export class ContainerShells {
  readonly #container: string;
  readonly #workDirectory: string;
  readonly #idle: Shell[] = [];

  /** `workDirectory` is the working directory of the docker commands, so that they end with the run. */
  constructor(container: string, workDirectory: string) {
    this.#container = container;
    this.#workDirectory = workDirectory;
  }

  /** Calls `action` with a shell of its own, which is already open. */
  async use<T>(action: (run: RunLine) => Promise<T>): Promise<T> {
    const shell = this.#idle.pop() ?? (await this.#open());
    try {
      const result = await action((line, timeoutMs) => shell.run(line, timeoutMs));
      this.#idle.push(shell);
      return result;
    } catch (error) {
      shell.close();
      throw error;
    }
  }

  /** Call this when the container ends: its shells end with it. */
  close(): void {
    for (const shell of this.#idle.splice(0)) shell.close();
  }

  async #open(): Promise<Shell> {
    const shell = new Shell(this.#container, this.#workDirectory);
    await shell.run('. /lab/inside.sh');
    return shell;
  }
}

class Shell {
  readonly #container: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  #onLine: (line: string) => void = () => undefined;

  constructor(container: string, workDirectory: string) {
    this.#container = container;
    this.#child = spawn('docker', ['exec', '--interactive', container, 'bash'], {
      cwd: workDirectory,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // An idle shell must not keep the harness process alive. The timer of a running line does.
    this.#child.unref();
    for (const pipe of [this.#child.stdin, this.#child.stdout]) {
      if (pipe instanceof Socket) pipe.unref();
      pipe.on('error', () => undefined);
    }
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#onLine(line));
  }

  async run(line: string, timeoutMs = defaultTimeoutMs): Promise<readonly string[]> {
    const output: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (what: string) =>
      reject(new StackError('part_silent', `${this.#container}: ${line.split('\n')[0]}: ${what}`));
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    this.#child.once('exit', () => fail('its container is not running'));
    this.#onLine = (text) => {
      if (text === `${doneMark}0`) resolve();
      else if (text.startsWith(doneMark)) fail(`failed with ${text.slice(doneMark.length)}`);
      else output.push(text);
    };
    this.#child.stdin.write(`${line}\necho "${doneMark}$?"\n`);
    try {
      await promise;
      return output;
    } finally {
      clearTimeout(timer);
      this.#child.removeAllListeners('exit');
    }
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
