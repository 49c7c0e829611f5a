import { parseArgs } from 'node:util';
import { contenderNames } from '../../infra/contenders/contenders.ts';
import { type Mutation, mutations } from './mutations.ts';

export const usage = `make explore [SCENARIO=a,b] [CONTENDERS=a,b] [OUT=folder] [REPLAY=scenario/contender/0.1.0] [WITHOUT=safeguard]
node test/explore/main.ts [--scenario a,b] [--contenders a,b] [--out folder] [--replay scenario/contender/0.1.0] [--without safeguard]

Runs the code of the contenders in every order in which requests can meet at Redis, and counts the orders that break a
promise. Writes explore.json and explore.md into OUT (default: bench/results/explore).
REPLAY runs one order and shows its steps; the table of a run names the shortest bad order of each scenario.
WITHOUT takes a safeguard out of the code first: ${mutations.map(({ name }) => name).join(', ')}.
exit code: 0 done; 1 something broke; 2 bad arguments
`;

/** The command line is wrong. The message says what there is. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

export interface Replay {
  /** The safeguard that is taken out of the code. Null: none. */
  readonly without: Mutation | null;
  readonly scenario: string;
  readonly contender: string;
  readonly order: readonly number[];
}

export interface Exploring {
  /** As in `Replay`. */
  readonly without: Mutation | null;
  readonly scenarios: readonly string[];
  readonly contenders: readonly string[];
  readonly out: string;
}

export type Options =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'explore' } & Exploring)
  | ({ readonly kind: 'replay' } & Replay);

/** @throws OptionsError */
export function parseOptions(argv: readonly string[], scenarioNames: readonly string[]): Options {
  const values = parse(argv);
  if (values.help) return { kind: 'help' };
  const without = mutationNamed(values.without);
  if (values.replay !== undefined) {
    return { kind: 'replay', without, ...parseReplay(values.replay, scenarioNames) };
  }
  return {
    kind: 'explore',
    without,
    scenarios: namesIn(values.scenario, 'scenario', scenarioNames),
    contenders: namesIn(values.contenders, 'contender', contenderNames),
    out: values.out ?? 'bench/results/explore',
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        scenario: { type: 'string' },
        contenders: { type: 'string' },
        out: { type: 'string' },
        replay: { type: 'string' },
        without: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError(`${reason}\n\n${usage}`, { cause });
  }
}

/** @param text names with commas between them. Absent: all */
function namesIn(
  text: string | undefined,
  kind: 'scenario' | 'contender',
  known: readonly string[],
): readonly string[] {
  if (text === undefined) return known;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) requireKnown(name, kind, known);
  return names;
}

/** @throws OptionsError */
export function mutationNamed(name: string | undefined): Mutation | null {
  if (name === undefined) return null;
  const names = mutations.map((each) => each.name);
  requireKnown(name, 'safeguard', names);
  return mutations.find((each) => each.name === name) ?? null;
}

function requireKnown(name: string, kind: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new OptionsError(`there is no ${kind} "${name}"; there are ${known.join(', ')}`);
}

function parseReplay(text: string, scenarioNames: readonly string[]): Omit<Replay, 'without'> {
  const [scenario = '', contender = '', digits = '', ...rest] = text.split('/');
  requireKnown(scenario, 'scenario', scenarioNames);
  requireKnown(contender, 'contender', contenderNames);
  if (rest.length > 0 || !/^(\d+(\.\d+)*)?$/.test(digits)) {
    throw new OptionsError(`"${digits}" is no order: it must look like 0.1.0.2`);
  }
  const order = digits === '' ? [] : digits.split('.').map(Number);
  return { scenario, contender, order };
}
