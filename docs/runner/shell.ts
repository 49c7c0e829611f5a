import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The output of a command and how it ended. */
export interface Ended {
  readonly output: readonly string[];
  /** Null when the command took too long or ended the shell. `problem` then says which. */
  readonly exitCode: number | null;
  readonly problem: string | null;
}

/** One bash for a whole chapter. Variables, functions and the directory carry over, as in a reader's shell. */
export interface Shell {
  run(script: string, timeoutMs: number): Promise<Ended>;
  /** Ends the shell and every process of its group. Idempotent. */
  close(): Promise<void>;
}

export interface ShellOptions {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Marks the end of each command's output. It is random, so no output contains it by accident. */
  readonly marker: string;
}

const outputLimitCharacters = 1_000_000;

export function openShell({ directory, environment, marker }: ShellOptions): Shell {
  // The shell has its own process group, so one signal reaches everything that the chapter left running.
  const bash = spawn('bash', ['--noprofile', '--norc'], {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  bash.stdout.setEncoding('utf8');
  bash.stdin.on('error', () => {}); // The shell has ended, and `exit` reports that.
  const gone = once(bash, 'exit');
  let text = '';
  let wake = () => {};
  bash.stdout.on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  gone.finally(() => wake()).catch(() => {});
  const alive = () => bash.exitCode === null && bash.signalCode === null;
  const end = new RegExp(`\n${marker} (\\d+)\n`);
  // A reader sees stdout and stderr in one place, in order.
  bash.stdin.write('exec 2>&1\n');
  const lostBecause = (deadline: AbortSignal): string | null => {
    if (text.length > outputLimitCharacters) return 'it printed more than a chapter can show';
    if (deadline.aborted) return 'it took too long';
    return alive() ? null : 'it ended the shell';
  };
  return {
    async run(script, timeoutMs) {
      // With `eval` a syntax error does not end the shell. Without input no command waits for a reader to type.
      bash.stdin.write(`eval ${quote(script)} </dev/null\nprintf '\\n%s %d\\n' ${marker} $?\n`);
      const deadline = AbortSignal.timeout(timeoutMs);
      while (!end.test(text) && lostBecause(deadline) === null) await signalled(deadline);
      const match = end.exec(text);
      const output = toLines(text.slice(0, match?.index));
      if (match === null) return { output, exitCode: null, problem: lostBecause(deadline) };
      text = text.slice(match.index + match[0].length);
      return { output, exitCode: Number(match[1]), problem: null };
    },
    async close() {
      killGroup(bash.pid);
      if (alive()) await gone;
    },
  };

  async function signalled(deadline: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    deadline.addEventListener('abort', () => resolve(), { once: true });
    await promise;
  }
}

function quote(script: string): string {
  return `'${script.replaceAll("'", String.raw`'\''`)}'`;
}

function toLines(output: string): string[] {
  // What ./lab says when it has waited for three seconds depends on the machine, so no page shows it.
  const lines = output
    .replaceAll('\r', '')
    .split('\n')
    .filter((line) => !line.startsWith('waiting for '));
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All processes of the group have ended already.
  }
}
