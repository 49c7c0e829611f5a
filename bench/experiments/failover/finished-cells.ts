import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type FailoverTrial, failoverTrialSchema } from '../../result/failover.ts';
import { parseSafely, writeAtomically } from '../../result/result-files.ts';

/**
 * What is finished, on disk as soon as it is: a full run takes hours, and an interrupted one goes on where it was
 * (`--resume`). A file holds one fault, in one trial, of all contenders: they were broken in the same moment.
 */
export interface FinishedCells {
  /** Null when that cell is not finished. @throws Error when it was measured with other options */
  read(fault: string, trial: number): Promise<FailoverTrial[] | null>;
  write(fault: string, trial: number, trials: readonly FailoverTrial[]): Promise<void>;
}

const cellFile = z.object({ key: z.string(), trials: z.array(failoverTrialSchema) });

/** Below the folder of the run. */
const folderName = 'failover-cells';

/** `madeWith`: everything that must be the same for a cell to be of the same run. */
export async function openFinishedCells(
  runDirectory: string,
  madeWith: unknown,
): Promise<FinishedCells> {
  const folder = join(runDirectory, folderName);
  const key = createHash('sha256').update(JSON.stringify(madeWith)).digest('hex');
  await mkdir(folder, { recursive: true });
  const pathOf = (fault: string, trial: number) =>
    join(folder, `${fault.replace(':', '.')}-${trial + 1}.json`);
  return {
    async read(fault, trial) {
      const text = await readFile(pathOf(fault, trial), 'utf8').catch(() => null);
      if (text === null) return null;
      const cell = parseCell(pathOf(fault, trial), text);
      if (cell.key === key) return cell.trials;
      throw new Error(
        `${pathOf(fault, trial)} was measured with other options: resume with the profile, contenders and stack of that run`,
      );
    },
    write: (fault, trial, trials) =>
      writeAtomically(pathOf(fault, trial), JSON.stringify({ key, trials })),
  };
}

function parseCell(path: string, text: string): z.infer<typeof cellFile> {
  try {
    return cellFile.parse(parseSafely(text));
  } catch {
    // The parser's own message quotes the file.
    throw new Error(`${path} holds no finished fault: delete it, and its fault is measured again`);
  }
}
