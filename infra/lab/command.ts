import { parseArgs } from 'node:util';
import type { KeeperRequest } from './keeper-protocol.ts';
import { verbs } from './verbs.ts';

export interface UpOptions {
  readonly contenders: readonly string[];
  /** Undefined: compose where a Docker engine answers, native otherwise. */
  readonly driver: string | undefined;
  readonly replicas: number;
  readonly firstPort: number;
  /** Extra variables of every replica: `TOKEN_ALGORITHM=HS256`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** `up` starts a lab. `ask` hands a verb to the keeper of the running lab. */
export type Command =
  | { readonly kind: 'up'; readonly options: UpOptions }
  | { readonly kind: 'ask'; readonly request: KeeperRequest };

const defaultContenders = 'sessions,tokens';

const rows: readonly (readonly [string, string])[] = [
  [
    'up',
    'start the lab: [--contenders a,b] [--driver native|compose] [--replicas 3] [--first-port 8080] [--set NAME=VALUE]',
  ],
  ['down', 'stop the lab'],
  ...Object.entries(verbs).map(
    ([verb, { words, meaning }]) => [`${verb} ${words}`, meaning] as const,
  ),
];

export const usage = `./lab VERB
${rows.map(([verb, meaning]) => `  ${verb.trimEnd().padEnd(24)} ${meaning}`).join('\n')}`;

/** @throws TypeError with a sentence for an unknown verb, option or value */
export function parseCommand(
  argv: readonly string[],
  { firstPort = '8080' }: { readonly firstPort?: string | undefined } = {},
): Command {
  const [verb, ...rest] = argv;
  if (verb === 'up') return { kind: 'up', options: parseUp(rest, firstPort) };
  if (verb === undefined || (verb !== 'down' && verbs[verb] === undefined)) {
    throw new TypeError(verb === undefined ? 'a verb is missing' : `there is no verb "${verb}"`);
  }
  const problem = misfit(verb, rest);
  if (problem !== null) throw new TypeError(problem);
  return { kind: 'ask', request: { verb, words: rest } };
}

/** What is wrong with the arguments of a verb, in a sentence; null when nothing is. */
function misfit(verb: string, words: readonly string[]): string | null {
  const takes = verbs[verb]?.words ?? '';
  const names = takes.split(' ').filter((name) => name !== '');
  const most = takes.endsWith('…') ? Number.POSITIVE_INFINITY : names.length;
  if (words.length < names.length || words.length > most) {
    return `./lab ${verb} takes ${takes || 'no word'}, not "${words.join(' ')}"`;
  }
  const problem = verbs[verb]?.misfit?.(words) ?? null;
  return problem === null ? null : `./lab ${verb} takes ${problem}`;
}

function parseUp(args: string[], firstPort: string): UpOptions {
  const { values } = parseArgs({
    args,
    options: {
      contenders: { type: 'string', default: defaultContenders },
      driver: { type: 'string' },
      replicas: { type: 'string', default: '3' },
      'first-port': { type: 'string', default: firstPort },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  return {
    contenders: values.contenders.split(',').filter((name) => name !== ''),
    driver: values.driver,
    replicas: upTo(50, '--replicas', values.replicas),
    firstPort: upTo(65_535, '--first-port', values['first-port']),
    environment: Object.fromEntries(values.set.map(setting)),
  };
}

function upTo(most: number, option: string, text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) {
    throw new TypeError(`${option} takes a number from 1 to ${most}, not "${text}"`);
  }
  return number;
}

function setting(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new TypeError(`--set takes NAME=VALUE, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}
