import type { Step } from './align.ts';
import type { Ran } from './run-chapter.ts';

/** What a failed command prints: chapter:line, the command, the reasons, and both outputs as one difference. */
export function describeFailure(path: string, { command, ended, steps, problems }: Ran): string {
  const [first = '', ...more] = command.script.split('\n');
  const shown = ended.problem === null ? difference(steps) : tail(ended.output);
  return [
    `${path}:${command.line}: ${problems.join('; ')}`,
    `    $ ${first}${more.length > 0 ? ' …' : ''}`,
    ...shown.map((line) => `    ${line}`),
  ].join('\n');
}

/** `-` the chapter shows it and it did not come, `+` it came and is not shown. */
export function difference(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'same':
        return [`  ${step.actual}`];
      case 'any':
        return [];
      case 'dots':
        return ['  ...'];
      case 'missing':
        return [`- ${step.expected.source}`];
      case 'surplus':
        return [`+ ${step.actual}`];
      default:
        return step satisfies never;
    }
  });
}

function tail(output: readonly string[]): string[] {
  return ['the last lines it printed:', ...output.slice(-10).map((line) => `  ${line}`)];
}
