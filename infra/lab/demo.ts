import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { type Command, parseChapter } from '../../docs/runner/chapter.ts';
import { StackError } from '../stack/errors.ts';
import type { Project } from '../stack/project.ts';
import { endThirdParty } from '../third-party/command.ts';
import type { DemoOptions } from './command.ts';
import { askKeeper } from './keeper-client.ts';

/**
 * Types the commands of a chapter for its reader and runs them in one bash. Ctrl-C ends whatever runs, stops the lab and
 * removes the files that the commands made in TMPDIR.
 * @returns the exit code: 0, or 130 after Ctrl-C
 * @throws StackError `not_possible` when there is no such chapter
 */
export async function demo(
  { root, lab }: Pick<Project, 'root' | 'lab'>,
  { chapter, isStepped }: DemoOptions,
): Promise<number> {
  const commands = commandsOf(root, chapter);
  const temporary = mkdtempSync(join(tmpdir(), 'lab-demo-'));
  const shell = openBash(root, temporary);
  const enter = isStepped ? createInterface({ input: process.stdin }) : null;
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  interrupted.signal.addEventListener('abort', () => shell.interrupt());
  try {
    await runAll(commands, shell, enter, interrupted.signal);
  } finally {
    enter?.close();
    await shell.close();
    rmSync(temporary, { recursive: true, force: true });
  }
  if (!interrupted.signal.aborted) return 0;
  await Promise.all([askKeeper({ lab }, { verb: 'down', words: [] }), endThirdParty({ lab })]);
  console.error('stopped; the lab is down');
  return 130;
}

function commandsOf(root: string, chapter: string): readonly Command[] {
  const [path] = globSync(`docs/${chapter}-*.md`, { cwd: root });
  if (path === undefined) throw new StackError('not_possible', `there is no chapter ${chapter}`);
  const text = readFileSync(join(root, path), 'utf8');
  return parseChapter(path, text).commands.filter(({ skip }) => skip === null);
}

async function runAll(
  commands: readonly Command[],
  shell: Bash,
  enter: Interface | null,
  interrupted: AbortSignal,
): Promise<void> {
  const lines = enter?.[Symbol.asyncIterator]();
  for (const { script } of commands) {
    console.log(
      styleText('bold', `$ ${script.replaceAll('\n', '\n> ')}`, { stream: process.stdout }),
    );
    if (lines !== undefined) {
      const next = await Promise.race([lines.next(), aborted(interrupted)]);
      if (next === null || next.done === true) return;
    }
    await shell.run(script);
    if (interrupted.aborted || shell.hasEnded()) return;
  }
}

async function aborted(signal: AbortSignal): Promise<null> {
  if (!signal.aborted) await once(signal, 'abort');
  return null;
}

/** One bash for all commands, which prints straight to this terminal. */
interface Bash {
  /** Resolves when the command has ended, or the bash. */
  run(script: string): Promise<void>;
  hasEnded(): boolean;
  /** Sends Ctrl-C to everything that runs. */
  interrupt(): void;
  /** Ends the bash and what it left running. */
  close(): Promise<void>;
}

const graceMs = 5_000;

function openBash(root: string, temporary: string): Bash {
  // A process group of its own: one signal reaches every command, and the terminal's Ctrl-C reaches this process alone.
  const bash = spawn('bash', ['--noprofile', '--norc'], {
    cwd: root,
    detached: true,
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
  });
  const gone = once(bash, 'exit');
  const done = bash.stdio[3];
  if (done === null || done === undefined || !('read' in done)) throw new Error('no pipe to bash');
  const hasEnded = () => bash.exitCode !== null || bash.signalCode !== null;
  bash.stdin?.on('error', () => undefined); // The bash has ended, and `exit` reports that.
  bash.stdin?.write(`export TMPDIR=${quote(temporary)}\n`);
  const signalAll = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(bash.pid ?? 0), signal);
    } catch {
      // Every process of the group has ended.
    }
  };
  return {
    hasEnded,
    async run(script) {
      // Without input a command waits for nobody to type, and the pipe that tells the end stays with the bash.
      bash.stdin?.write(`eval ${quote(script)} </dev/null 3>&-\necho >&3\n`);
      await Promise.race([once(done, 'data'), gone]);
    },
    interrupt: () => signalAll('SIGINT'),
    async close() {
      bash.stdin?.end();
      await Promise.race([gone, sleep(graceMs, undefined, { ref: false })]);
      signalAll('SIGKILL');
      await gone;
    },
  };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
