import { align, difference, isEqual, type Step } from './align.ts';
import type { Chapter, Command } from './chapter.ts';
import type { PortTranslation } from './clone.ts';
import { compileLine } from './pattern.ts';
import type { Ended, Shell } from './shell.ts';

/** A command that was run, and how its output relates to the output that the chapter shows. */
export interface Ran {
  readonly command: Command;
  readonly ended: Ended;
  readonly steps: readonly Step[];
  /** One sentence for each problem; empty when the chapter is right. */
  readonly problems: readonly string[];
}

/**
 * Runs the commands in order in one shell. Stops when the shell is lost, and when the first command, which starts the
 * lab, fails: the other commands would fail because of it, or would act on another lab.
 */
export async function runChapter(
  chapter: Chapter,
  shell: Shell,
  ports: PortTranslation,
): Promise<Ran[]> {
  const labels = new Map<string, string>();
  const ran: Ran[] = [];
  for (const command of chapter.commands.filter(({ skip }) => skip === null)) {
    const printed = await shell.run(ports.inward(command.script), command.timeoutMs);
    const ended = { ...printed, output: printed.output.map(ports.outward) };
    const steps = align(command.expected.map(compileLine), ended.output);
    ran.push({ command, ended, steps, problems: problemsOf(command, ended, steps, labels) });
    const isFirst = ran.length === 1;
    if (ended.exitCode === null || (isFirst && ended.exitCode !== command.exitCode)) break;
  }
  return ran;
}

function problemsOf(
  command: Command,
  ended: Ended,
  steps: readonly Step[],
  labels: Map<string, string>,
): string[] {
  if (ended.problem !== null) return [ended.problem];
  const problems = isEqual(steps) ? [] : ['the output differs'];
  if (ended.exitCode !== command.exitCode) {
    problems.push(`exit code ${ended.exitCode}, the chapter says ${command.exitCode}`);
  }
  return [...problems, ...labelProblems(steps, labels)];
}

/** A label keeps its first value for the rest of the chapter. */
function labelProblems(steps: readonly Step[], labels: Map<string, string>): string[] {
  const problems: string[] = [];
  for (const step of steps) {
    for (const { label, value } of step.kind === 'same' ? step.values : []) {
      const first = labels.get(label);
      if (first === undefined) labels.set(label, value);
      else if (first !== value) problems.push(`${label} was ${first}, and here it is ${value}`);
    }
  }
  return problems;
}

/** The report on a failed command: chapter:line, the problems, the command, and the difference of the outputs. */
export function describeFailure(path: string, { command, ended, steps, problems }: Ran): string {
  const [first = '', ...more] = command.script.split('\n');
  const shown = ended.problem === null ? difference(steps) : tail(ended.output);
  return [
    `${path}:${command.line}: ${problems.join('; ')}`,
    `    $ ${first}${more.length > 0 ? ' …' : ''}`,
    ...shown.map((line) => `    ${line}`),
  ].join('\n');
}

function tail(output: readonly string[]): string[] {
  return ['the last lines it printed:', ...output.slice(-10).map((line) => `  ${line}`)];
}
