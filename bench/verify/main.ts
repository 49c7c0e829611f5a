import { parseArgs } from 'node:util';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { ResultError } from '../result/result-files.ts';
import { plantEach } from './forge.ts';
import { printTampering, printVerification } from './print.ts';
import { differencesOf, verifyFolder } from './verify.ts';

const usage = `make verify DIR=<folder> [TAMPER=1]
node bench/verify/main.ts [<folder of one run>] [--tamper]

Computes again what follows from the trials of a run, draws its reports again, and compares: results.json, report.md,
report.html. Says what no trial can tell and is taken as given.
Default folder: bench/results/latest. A folder of the gallery, which holds results.json.gz alone, can be verified too.
--tamper forges copies of the run in a temporary folder, one edit each, and says what catches each of them.
exit code: 0 nothing differs; 1 something broke; 2 bad arguments, or no run that can be verified; 3 something differs
`;

const exitDiffers = 3;

type Arguments =
  | { readonly kind: 'verify'; readonly directory: string; readonly tampers: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export function readArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        tamper: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const [directory = 'bench/results/latest', ...more] = positionals;
    if (values.help) return { kind: 'help' };
    if (more.length > 0) return { kind: 'wrong', problem: 'give one folder' };
    return { kind: 'verify', directory, tampers: values.tamper };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

async function main(given: Arguments): Promise<number> {
  if (given.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (given.kind === 'wrong') {
    process.stderr.write(`${given.problem}\n\n${usage}`);
    return 2;
  }
  try {
    const verification = await verifyFolder(given.directory);
    process.stdout.write(printVerification(verification));
    if (differencesOf(verification).length > 0) return exitDiffers;
    if (!given.tampers) return 0;
    const tampering = await plantEach(verification.result);
    process.stdout.write(printTampering(tampering));
    return tampering.planted.every(({ caughtBy }) => caughtBy !== null) ? 0 : exitDiffers;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof ResultError ? 2 : 1;
  }
}

if (import.meta.main) {
  noticeLostOutput();
  process.exitCode = await main(readArguments(process.argv.slice(2)));
}
