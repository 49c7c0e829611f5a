import { readResult } from '../result/read-result.ts';
import { ResultError } from '../result/result-files.ts';
import { writeReports } from './write-reports.ts';

const usage = `node bench/report/main.ts <folder of results>

Writes report.html and report.md of that folder again, from its results.json.
exit code: 0 done; 1 something broke; 2 no folder given, or its results cannot be used
`;

const directory = process.argv[2];
if (directory === undefined || directory.startsWith('-') || process.argv.length > 3) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  process.exitCode = await renderAgain(directory);
}

async function renderAgain(directory: string): Promise<number> {
  try {
    await writeReports(directory, await readResult(directory, { partial: true }));
    process.stdout.write(`${directory}: report.html and report.md written\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof ResultError ? 2 : 1;
  }
}
