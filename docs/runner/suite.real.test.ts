import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseChapter } from './chapter.ts';
import { translatePorts } from './clone.ts';
import { runSuite } from './suite.ts';

/** The shells are real. The clone is only counted: the tests of infra cover what runs in it. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'docs-runner-'));
});
afterEach(() => rmSync(root, { recursive: true }));

interface Run {
  readonly update?: boolean;
  readonly interrupted?: AbortSignal;
  readonly firstPort?: number;
  readonly lanes?: number;
}

async function run(
  lines: readonly string[],
  { update = false, interrupted, firstPort = 8080, lanes = 1 }: Run = {},
) {
  const text = lines.join('\n');
  writeFileSync(join(root, '01-one.md'), text);
  const printed: string[] = [];
  let removed = 0;
  const remove = async () => {
    removed += 1;
  };
  const wrong = await runSuite({
    root,
    chapters: [parseChapter('01-one.md', text)],
    lanes,
    clone: async () => ({
      directory: root,
      environment: { PATH: process.env.PATH },
      ports: translatePorts(firstPort),
      remove,
    }),
    update,
    print: (line) => printed.push(line),
    interrupted: interrupted ?? new AbortController().signal,
  });
  return { wrong, printed: printed.join('\n'), removed };
}

const block = (...lines: readonly string[]) => ['```console', ...lines, '```'];

describe('running a chapter', () => {
  test('keeps variables, functions and the directory from command to command', async () => {
    const { wrong, printed } = await run([
      ...block('$ word=kept; cd /; f() { echo "$1"; }'),
      ...block('$ f "$word $PWD"', 'kept /', '$ echo "it\'s" >&2', "it's"),
    ]);
    expect(printed).toContain('01-one.md: ok, 3 of 3 commands');
    expect(wrong).toEqual([]);
  });

  test('stops when the first command, which starts the lab, fails', async () => {
    const { printed } = await run(block('$ false', '$ echo on', 'on'));
    expect(printed).toContain('1 wrong, 1 of 2 commands');
  });

  test('runs a chapter that was wrong side by side again, alone, and says so', async () => {
    const mark = join(root, 'mark');
    const lines = block('$ true', `$ test -e ${mark} || { touch ${mark}; false; }`);
    const { wrong, printed } = await run(lines, { lanes: 2 });
    expect(wrong).toEqual([]);
    expect(printed).toMatch(/1 wrong.*now alone: 01-one.md.*ok, 2 of 2 commands/s);
    rmSync(mark);
    expect((await run(lines)).wrong).toEqual(['01-one.md']);
  });

  test('shows the ports of the chapter when the lab uses others', async () => {
    const seen = join(root, 'seen');
    const { printed } = await run(
      block(
        `$ echo http://127.0.0.1:8082/me | tee ${seen}; echo 80825 8200`,
        'http://127.0.0.1:8082/me',
        '80825 8200',
      ),
      { firstPort: 28080 },
    );
    expect(printed).toContain('01-one.md: ok');
    expect(readFileSync(seen, 'utf8')).toBe('http://127.0.0.1:28082/me\n');
  });

  test.for([
    ['another output', ['$ echo b', 'a'], '01-one.md:2: the output differs', '- a', '+ b'],
    ['a missed bound', ['$ echo 75', '{ms<=50}'], 'the output differs', '- {ms<=50}', '+ 75'],
    ['an unexpected exit code', ['$ (exit 3)'], '01-one.md:2: exit code 3, the chapter says 0'],
    ['a missing failure', ['$ true', '[1]'], 'exit code 0, the chapter says 1'],
    ['a changed value', ['$ echo 1 2', '{n:a} {n:a}'], 'a was 1, and here it is 2'],
    [
      'a syntax error',
      ['$ true', '$ if', '$ echo on', 'on'],
      '01-one.md:3: the output differs; exit code',
    ],
    ['a command that ends the shell', ['$ exit 0'], '01-one.md:2: it ended the shell'],
  ] as const)('finds %s', async ([, lines, ...messages]) => {
    const { wrong, printed } = await run(block(...lines));
    expect(wrong).toEqual(['01-one.md']);
    for (const message of messages) expect(printed).toContain(message);
  });

  test('ends a command that takes too long, and every process that it started', async () => {
    const pidFile = join(root, 'pid');
    const { printed } = await run([
      '```console timeout=0.3',
      `$ sleep 1000 & echo $! > ${pidFile}; sleep 1000`,
      '```',
    ]);
    expect(printed).toContain('01-one.md:2: it took too long');
    await untilDead(Number(readFileSync(pidFile, 'utf8')));
  });

  test('ends at an interrupt, leaves no process behind and stops the lab', async () => {
    const pidFile = join(root, 'pid');
    const interrupt = new AbortController();
    const running = run(block(`$ sleep 1000 & echo $! > ${pidFile}; sleep 1000`), {
      interrupted: interrupt.signal,
    });
    const pid = await pidIn(pidFile);
    interrupt.abort();
    const { removed } = await running;
    expect(removed).toBe(1);
    await untilDead(pid);
  });

  test('with --update rewrites the wrong output, and then finds it right', async () => {
    const { wrong } = await run(
      ['before', ...block('$ true', '$ echo 5 ms; false', 'x', '$ echo a', 'a'), 'after'],
      {
        update: true,
      },
    );
    expect(wrong).toEqual(['01-one.md']);
    const text = readFileSync(join(root, '01-one.md'), 'utf8');
    expect(text.split('\n')).toEqual([
      'before',
      ...block('$ true', '$ echo 5 ms; false', '{ms} ms', '[1]', '$ echo a', 'a'),
      'after',
    ]);
    expect((await run(text.split('\n'))).wrong).toEqual([]);
  });
});

/** Waits: on a busy machine a process may not die at once after SIGKILL. */
async function untilDead(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid)).toBe(false);
}

/** A process in state Z is dead: it was killed, and its parent has not waited for it yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function pidIn(path: string): Promise<number> {
  for (;;) {
    const text = readIfThere(path);
    if (text.endsWith('\n')) return Number(text);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
