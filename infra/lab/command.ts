import { parseArgs } from 'node:util';
import type { KeeperRequest } from './keeper-protocol.ts';
import { type Given, readOptions } from './options.ts';
import { verbNamed, verbs } from './verbs.ts';

export interface UpOptions {
  readonly contenders: readonly string[];
  /** Undefined: compose where a Docker engine answers, native otherwise. */
  readonly driver: string | undefined;
  readonly replicas: number;
  readonly firstPort: number;
  /** Extra variables of every replica: `TOKEN_ALGORITHM=HS256`. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface DemoOptions {
  /** Two digits: `08`. */
  readonly chapter: string;
  /** Waits for Enter before each command. */
  readonly isStepped: boolean;
}

/** `up` starts a lab. `ask` hands a verb to the keeper of the running lab, and `oauth` to that of the third party. */
export type Command =
  | { readonly kind: 'up'; readonly options: UpOptions }
  | { readonly kind: 'demo'; readonly options: DemoOptions }
  | { readonly kind: 'help'; readonly lines: readonly string[] }
  | { readonly kind: 'oauth'; readonly words: readonly string[] }
  | { readonly kind: 'ask'; readonly request: KeeperRequest };

const defaultContenders: readonly string[] = ['sessions', 'tokens'];

const rows: readonly (readonly [string, string])[] = [
  [
    'up [CONTENDER…]',
    'start the lab: [--driver native|compose] [--replicas 3] [--first-port 8080] [--set NAME=VALUE]',
  ],
  ['down', 'stop the lab'],
  ['demo CHAPTER', "run a chapter's commands, such as 08: [--step] waits for Enter before each"],
  ['oauth VERB', 'log in at a third party (chapter 22); ./lab oauth --help lists its verbs'],
  ...Object.entries(verbs).map(
    ([verb, { words, meaning }]) => [`${verb} ${words}`, meaning] as const,
  ),
];

const usageWidth = Math.max(...rows.map(([verb]) => verb.length));

export const usage = `./lab VERB
${rows.map(([verb, meaning]) => `  ${verb.trimEnd().padEnd(usageWidth)} ${meaning}`).join('\n')}`;

/** @throws TypeError with a sentence for an unknown verb, option or value */
export function parseCommand(
  argv: readonly string[],
  { firstPort = '8080' }: { readonly firstPort?: string | undefined } = {},
): Command {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === '--help') return { kind: 'help', lines: usage.split('\n') };
  if (verb === 'oauth') return { kind: 'oauth', words: rest };
  if (rest.length === 1 && rest[0] === '--help') return { kind: 'help', lines: helpFor(verb) };
  if (verb === 'up') return { kind: 'up', options: parseUp(rest, firstPort) };
  if (verb === 'demo') return { kind: 'demo', options: parseDemo(rest) };
  if (verb !== 'down' && verbNamed(verb) === undefined) {
    throw new TypeError(`there is no verb "${verb}"`);
  }
  const problem = misfit(verb, rest);
  if (problem !== null) throw new TypeError(problem);
  return { kind: 'ask', request: { verb, words: rest } };
}

/** What `./lab VERB --help` prints. */
function helpFor(verb = ''): readonly string[] {
  const row = rows.find(([words]) => words.split(' ', 1)[0] === verb);
  if (row === undefined) throw new TypeError(`there is no verb "${verb}"`);
  const { options = {}, help = [] } = verbNamed(verb) ?? {};
  const [words, meaning] = row;
  return [
    `./lab ${words}`.trimEnd(),
    `  ${meaning}`,
    ...Object.entries(options).map(([name, what]) => `  ${name.padEnd(12)} ${what}`),
    ...help.map((line) => `  ${line}`),
  ];
}

/** What is wrong with the arguments of a verb, in a sentence; null when nothing is. */
function misfit(verb: string, given: readonly string[]): string | null {
  const { words: takes = '', options, misfit: own, takesVerb = false } = verbNamed(verb) ?? {};
  const at = takesVerb ? given.findIndex((word) => verbNamed(word) !== undefined) : -1;
  const [before, after] = at === -1 ? [given, []] : [given.slice(0, at), given.slice(at)];
  const read = optionsOf(before, options);
  if (typeof read === 'string') return `./lab ${verb} ${read}`;
  const { words } = read;
  const { least, most } = numberOf(takes);
  if (words.length < least || words.length > most) {
    return `./lab ${verb} takes ${takes || 'no word'}, not "${words.join(' ')}"`;
  }
  const problem = own?.(words, read) ?? null;
  if (problem !== null) return `./lab ${verb} takes ${problem}`;
  const [inner, ...rest] = after;
  return inner === undefined ? null : misfit(inner, rest);
}

/** The arguments without their options, or what is wrong with the options. */
function optionsOf(
  given: readonly string[],
  declared: Readonly<Record<string, string>> | undefined,
): Given | string {
  if (declared === undefined) return { words: given, options: new Map() };
  try {
    return readOptions(given, declared);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

/** How many words a verb takes, from its usage text: `PERSON PLACE… [STEP=ANSWER]` takes two or more. */
function numberOf(takes: string): { readonly least: number; readonly most: number } {
  const count = (text: string) => text.split(' ').filter((name) => name !== '').length;
  return {
    least: count(takes.replaceAll(/\[[^\]]*\]/g, '')),
    most: takes.includes('…') ? Number.POSITIVE_INFINITY : count(takes),
  };
}

function parseDemo(args: string[]): DemoOptions {
  const { values, positionals } = parseArgs({
    args,
    options: { step: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [chapter = '', ...more] = positionals;
  if (!/^\d{1,2}$/.test(chapter) || more.length > 0) {
    throw new TypeError(`./lab demo takes the number of a chapter, not "${positionals.join(' ')}"`);
  }
  return { chapter: chapter.padStart(2, '0'), isStepped: values.step };
}

function parseUp(args: string[], firstPort: string): UpOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      contenders: { type: 'string' },
      driver: { type: 'string' },
      replicas: { type: 'string', default: '3' },
      'first-port': { type: 'string', default: firstPort },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  if (positionals.length > 0 && values.contenders !== undefined) {
    throw new TypeError('./lab up takes contenders as words or with --contenders, and not both');
  }
  const named = values.contenders?.split(',').filter((name) => name !== '') ?? positionals;
  const contenders =
    values.contenders === undefined && named.length === 0 ? defaultContenders : named;
  return {
    contenders,
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
