import type { Violation } from '../scenario.ts';
import type { Step } from '../step.ts';

/** An order as a sequence diagram of Mermaid: one line of life for each actor, and one for Redis. */
export function sequenceDiagram(steps: readonly Step[], violations: readonly Violation[]): string {
  const actors = [...new Set(steps.map(({ actor }) => actor))].filter((actor) => actor !== 'lab');
  const lines = [
    ...actors.map((actor) => `  participant ${idOf(actor)} as ${actor}`),
    '  participant Redis',
    ...steps.map((step) => `  ${lineOf(step)}`),
    ...violations.map(({ property, what }) => `  Note over Redis: ${property}: ${what}`),
  ];
  return `sequenceDiagram\n${lines.join('\n')}\n`;
}

function lineOf({ actor, kind, label }: Step): string {
  const id = idOf(actor);
  const text = label.replaceAll(/[;#]/g, ' ');
  switch (kind) {
    case 'command':
      return `${id}->>Redis: ${text}`;
    case 'timeout':
      return `Note over ${id}: ${text} has no answer in time`;
    case 'delivery':
      return `Redis-->>${id}: ${text}`;
    case 'begins':
      return `Note over ${id}: begins`;
    case 'answered':
      return `Note over ${id}: answered ${text}`;
    case 'event':
      return `Note over Redis: ${text}`;
    default:
      return kind satisfies never;
  }
}

/** Mermaid takes no hyphen in the name of a participant at each place. */
function idOf(actor: string): string {
  return actor.replaceAll(/\W/g, '_');
}
