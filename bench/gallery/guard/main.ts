import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticeLostOutput } from '../../../infra/lost-output.ts';
import { readResult } from '../../result/read-result.ts';
import type { Result } from '../../result/result.ts';
import { galleryDirectory } from '../kept-run.ts';
import { bandFileName, guardedPairs, guardFileSchema } from './band.ts';
import { guard } from './judge.ts';

/** Done, and done with a failed validity gate: the run has results either way. */
const exitCodesWithResults = [0, 3];

/**
 * `make guard`: measures the guarded pairs and fails when a ratio has left its band in three runs in a row, or when Redis
 * counts other commands than in the kept runs. It compares no absolute time. Returns the exit code.
 */
async function main(): Promise<number> {
  const path = join(galleryDirectory, bandFileName);
  const kept = guardFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  if (kept.ratios.length === 0) throw new Error(`${path} has no band: no kept run counts`);
  const folder = await mkdtemp(join(tmpdir(), 'guard-'));
  try {
    const { ok, sentences } = await guard(kept, (attempt) => measure(join(folder, `${attempt}`)));
    process.stdout.write(
      `\n${sentences.join('\n')}\n${ok ? 'the guard holds' : 'the guard fails'}\n`,
    );
    return ok ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A run of lookup in the default profile with only the guarded contenders: the smoke profile has no costs. */
async function measure(out: string): Promise<Result> {
  const contenders = [...new Set(guardedPairs.flat())].join(',');
  const flags = ['--only=lookup', '--stack=native', `--contenders=${contenders}`, `--out=${out}`];
  const bench = spawn(process.execPath, [join(import.meta.dirname, '../../main.ts'), ...flags], {
    stdio: 'inherit',
  });
  // Ctrl-C reaches the bench too. It stops the lab, and the guard waits for that; any other end is passed on.
  const passOn = () => bench.kill('SIGTERM');
  const wait = () => undefined;
  process.on('SIGINT', wait).on('SIGTERM', passOn);
  const [code] = await once(bench, 'exit');
  process.off('SIGINT', wait).off('SIGTERM', passOn);
  if (!exitCodesWithResults.includes(Number(code ?? 1))) {
    throw new Error(`the bench ended with exit code ${code}`);
  }
  return await readResult(out);
}

noticeLostOutput();
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
