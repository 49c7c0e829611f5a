import { parseArgs } from 'node:util';
import { contenderNames } from '../../infra/contenders/contenders.ts';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { areas, cases } from './cases.ts';
import { startConformanceLab } from './lab.ts';
import { renderReport, unexplained } from './report.ts';
import { createRunner } from './run-case.ts';

const usage = `make conformance [AREA=a,b] [CONTENDERS=a,b]

Sends every case of the conformance suite to every contender, through nginx and at a replica, and prints a table by
area. Exits with 1 when an answer deviates from its standard and no case says why.

areas: ${areas.join(', ')}
contenders: ${contenderNames.join(', ')}
`;

interface Choice {
  readonly areas: readonly string[];
  readonly contenders: readonly string[];
}

async function main(): Promise<number> {
  const choice = parseChoice(process.argv.slice(2));
  if (choice === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if ('problems' in choice) {
    process.stderr.write(`${choice.problems.join('\n')}\n`);
    return 2;
  }
  const lab = await startConformanceLab(choice.contenders);
  try {
    const run = createRunner();
    const chosen = cases.filter(({ area }) => choice.areas.includes(area));
    const checks = await Promise.all(chosen.map((each) => run(each, lab.entrances)));
    process.stdout.write(renderReport(checks.flat()));
    return unexplained(checks.flat()).length === 0 ? 0 : 1;
  } finally {
    await lab.stop();
  }
}

/** @returns what to run, or every problem at once */
function parseChoice(
  argv: readonly string[],
): Choice | 'help' | { readonly problems: readonly string[] } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        area: { type: 'string' },
        contenders: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return 'help';
    const choice = {
      areas: values.area?.split(',') ?? areas,
      contenders: values.contenders?.split(',') ?? contenderNames,
    };
    const problems = [
      ...unknown('--area', choice.areas, areas),
      ...unknown('--contenders', choice.contenders, contenderNames),
    ];
    return problems.length > 0 ? { problems } : choice;
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function unknown(flag: string, chosen: readonly string[], known: readonly string[]): string[] {
  return chosen
    .filter((name) => !known.includes(name))
    .map((name) => `${flag}: there is no "${name}"; choose from ${known.join(', ')}`);
}

noticeLostOutput();
process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
