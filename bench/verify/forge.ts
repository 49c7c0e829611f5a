import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeReports } from '../report/main.ts';
import type { Result } from '../result/result.ts';
import { checksumFileName, checksumLine, resultFileName, sha256 } from '../result/result-files.ts';
import { type ReportName, reportNames } from './folder.ts';
import type { Tamper } from './tamper.ts';
import { tampers } from './tampers.ts';
import { differencesOf, verifyFolder } from './verify.ts';

/** What became of one planted edit. */
export interface Planted {
  readonly name: string;
  /** Whether the forger drew the reports again from the forged results. */
  readonly drawsReports: boolean;
  /** The first difference by which it was found; null: it was not found. */
  readonly caughtBy: string | null;
}

export interface Tampering {
  readonly planted: readonly Planted[];
  /** Edits for which this run has no place, such as a failure where nothing failed. */
  readonly withoutPlace: readonly string[];
}

/** A forged folder. It is false where the run has no place for the edit. */
type Forging = (directory: string) => Promise<boolean>;

interface Forgery {
  readonly name: string;
  readonly drawsReports: boolean;
  readonly forge: Forging;
}

/** Plants one edit after the other, each in a fresh copy of the run in a temporary folder, and verifies the copy. */
export async function plantEach(result: Result): Promise<Tampering> {
  const parent = await mkdtemp(join(tmpdir(), 'verify-'));
  try {
    const original = join(parent, 'original');
    await mkdir(original);
    await writeFolder(original, result, true);
    const planted: Planted[] = [];
    const withoutPlace: string[] = [];
    for (const { name, drawsReports, forge } of forgeries(result)) {
      const copy = join(parent, 'copy');
      await cp(original, copy, { recursive: true });
      if (await forge(copy)) {
        const [caughtBy = null] = differencesOf(await verifyFolder(copy));
        planted.push({ name, drawsReports, caughtBy });
      } else withoutPlace.push(name);
      await rm(copy, { recursive: true });
    }
    return { planted, withoutPlace };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

function forgeries(result: Result): readonly Forgery[] {
  return [
    ...tampers.map((tamper): Forgery => ({ ...tamper, forge: forgeResults(result, tamper) })),
    ...reportNames.flatMap((name) => [
      reportForgery(`a sentence of ${name}`, name, withOtherSentence),
      reportForgery(`a figure in the first table of ${name}`, name, withOtherFigure),
    ]),
    { name: 'a checksum', drawsReports: false, forge: forgeChecksum },
  ];
}

function forgeResults(result: Result, { edit, drawsReports }: Tamper): Forging {
  return async (directory) => {
    const forged = structuredClone(result);
    edit(forged);
    if (isDeepStrictEqual(forged, result)) return false;
    await writeFolder(directory, forged, drawsReports);
    return true;
  };
}

function reportForgery(name: string, file: ReportName, edit: (text: string) => string): Forgery {
  const forge: Forging = async (directory) => {
    const path = join(directory, file);
    const text = await readFile(path, 'utf8');
    const forged = edit(text);
    await writeFile(path, forged);
    await writeChecksums(directory);
    return forged !== text;
  };
  return { name, drawsReports: false, forge };
}

async function forgeChecksum(directory: string): Promise<boolean> {
  const path = join(directory, checksumFileName);
  const sums = await readFile(path, 'utf8');
  await writeFile(
    path,
    sums.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
  );
  return true;
}

/** Without the checks of `writeResult`: a forger writes what it wants. */
async function writeFolder(
  directory: string,
  result: Result,
  drawsReports: boolean,
): Promise<void> {
  await writeFile(join(directory, resultFileName), `${JSON.stringify(result, null, 1)}\n`);
  if (drawsReports) await writeReports(directory, result);
  await writeChecksums(directory);
}

async function writeChecksums(directory: string): Promise<void> {
  const lines = await Promise.all(
    [resultFileName, ...reportNames].map(async (name) =>
      checksumLine(sha256(await readFile(join(directory, name), 'utf8')), name),
    ),
  );
  await writeFile(join(directory, checksumFileName), lines.join(''));
}

/** The first sentence of some length that ends a line or an element says that it does not hold. */
function withOtherSentence(report: string): string {
  return report.replace(/(?<=[>\n][^<>\n|]{60,}[a-z])\.(?=[<\n])/, ', which does not hold.');
}

/** The first decimal figure in a cell of a table, one digit higher. */
function withOtherFigure(report: string): string {
  return report.replace(/(?<=(?:<td[^>]*>|\n\|)[^<\n]*\d\.)\d/, (digit) =>
    String((Number(digit) + 1) % 10),
  );
}
