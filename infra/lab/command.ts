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

export interface DemoOptions {
  /** Two digits: `08`. */
  readonly chapter: string;
  /** Waits for Enter before each command. */
  readonly isStepped: boolean;
}

/** `up` starts a lab. `ask` hands a verb to the keeper of the running lab. */
export type Command =
  | { readonly kind: 'up'; readonly options: UpOptions }
  | { readonly kind: 'demo'; readonly options: DemoOptions }
  | { readonly kind: 'help'; readonly lines: readonly string[] }
  | { readonly kind: 'ask'; readonly request: KeeperRequest };

const defaultContenders = 'sessions,tokens';

const rows: readonly (readonly [string, string])[] = [
  [
    'up',
    'start the lab: [--contenders a,b] [--driver native|compose] [--replicas 3] [--first-port 8080] [--set NAME=VALUE]',
  ],
  ['down', 'stop the lab'],
  ['demo CHAPTER', "run a chapter's commands, such as 08: [--step] waits for Enter before each"],
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
  if (verb === '--help') return { kind: 'help', lines: usage.split('\n') };
  if (rest.length === 1 && rest[0] === '--help') return { kind: 'help', lines: helpFor(verb) };
  if (verb === 'up') return { kind: 'up', options: parseUp(rest, firstPort) };
  if (verb === 'demo') return { kind: 'demo', options: parseDemo(rest) };
  if (verb === undefined || (verb !== 'down' && verbs[verb] === undefined)) {
    throw new TypeError(verb === undefined ? 'a verb is missing' : `there is no verb "${verb}"`);
  }
  const problem = misfit(verb, rest);
  if (problem !== null) throw new TypeError(problem);
  return { kind: 'ask', request: { verb, words: rest } };
}

/** What `./lab VERB --help` prints. */
function helpFor(verb = ''): readonly string[] {
  const row = rows.find(([words]) => words.split(' ', 1)[0] === verb);
  if (row === undefined) throw new TypeError(`there is no verb "${verb}"`);
  const { options = {}, help = [] } = verbs[verb] ?? {};
  const [words, meaning] = row;
  return [
    `./lab ${words}`.trimEnd(),
    `  ${meaning}`,
    ...Object.entries(options).map(([name, what]) => `  ${name.padEnd(10)} ${what}`),
    ...help.map((line) => `  ${line}`),
  ];
}

/** What is wrong with the arguments of a verb, in a sentence; null when nothing is. */
function misfit(verb: string, given: readonly string[]): string | null {
  const { words: takes = '', options, misfit: own } = verbs[verb] ?? {};
  const isOption = (word: string) => options !== undefined && word.startsWith('--');
  const unknown = given.find((word) => isOption(word) && !(word in (options ?? {})));
  if (unknown !== undefined) {
    return `./lab ${verb} takes ${Object.keys(options ?? {}).join(', ')}, not "${unknown}"`;
  }
  const words = given.filter((word) => !isOption(word));
  const names = takes.split(' ').filter((name) => name !== '');
  const least = names.filter((name) => !name.startsWith('[')).length;
  const most = /…\]?$/.test(takes) ? Number.POSITIVE_INFINITY : names.length;
  if (words.length < least || words.length > most) {
    return `./lab ${verb} takes ${takes || 'no word'}, not "${words.join(' ')}"`;
  }
  const problem = own?.(words) ?? null;
  return problem === null ? null : `./lab ${verb} takes ${problem}`;
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
