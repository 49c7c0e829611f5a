import { join } from 'node:path';
import { readResultsFile, textOf } from '../result/read-result.ts';
import { checksumFileName, readIfThere, sha256 } from '../result/result-files.ts';

export const reportNames = ['report.md', 'report.html'] as const;
export type ReportName = (typeof reportNames)[number];

/** What a folder of one run holds. */
export interface Folder {
  readonly directory: string;
  /** The text of `results.json`, also where only the packed file is there. */
  readonly results: string;
  readonly reports: Readonly<Record<ReportName, string | null>>;
  readonly checksums: Checksums;
}

/** The files whose SHA-256 is that of `SHA256SUMS`, and a sentence for each line that does not hold. */
export interface Checksums {
  readonly present: boolean;
  readonly holding: readonly string[];
  readonly broken: readonly string[];
}

/** @throws ResultError when the folder holds no results */
export async function readFolder(directory: string): Promise<Folder> {
  const file = await readResultsFile(directory);
  const markdown = await readIfThere(join(directory, 'report.md'));
  const html = await readIfThere(join(directory, 'report.html'));
  return {
    directory,
    results: textOf(directory, file),
    reports: {
      'report.md': markdown?.toString('utf8') ?? null,
      'report.html': html?.toString('utf8') ?? null,
    },
    checksums: await checkSums(directory),
  };
}

/** A line as `sha256sum` prints it, of a file in the same folder. */
const sumLine = /^([0-9a-f]{64}) [ *]([^/\\]+)$/;

async function checkSums(directory: string): Promise<Checksums> {
  const sums = await readIfThere(join(directory, checksumFileName));
  const lines =
    sums === null
      ? []
      : sums
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== '');
  const holding: string[] = [];
  const broken: string[] = [];
  for (const line of lines) {
    const [, digest, name] = sumLine.exec(line) ?? [];
    if (name === undefined) {
      broken.push(`${checksumFileName} has a line that is no checksum of a file in its folder`);
      continue;
    }
    const content = await readIfThere(join(directory, name));
    if (content === null) broken.push(`${checksumFileName} names ${name}, which is not there`);
    else if (sha256(content) === digest) holding.push(name);
    else
      broken.push(
        `${name} is not as it was written: its SHA-256 is not that of ${checksumFileName}`,
      );
  }
  return { present: sums !== null, holding, broken };
}
