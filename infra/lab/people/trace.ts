import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Balancer, Replica, Store } from '../../stack/stack.ts';
import { until } from '../../stack/until.ts';
import type { Told, Verb } from '../verb.ts';
import { curl, type FullAnswer, headerOf, printCurl, replicaOf } from './curl.ts';
import { keptJar } from './jar.ts';
import { eachPair, type Pair } from './pair.ts';

/** One request, followed by its `x-request-id` as far as that goes. */
export const trace: Verb = {
  words: 'PERSON [PLACE…] PATH',
  meaning: 'send one GET request and show it in nginx, in its replica and in Redis',
  help: [
    'nginx gives each request an ID, the replica repeats it in its answer, and the log of nginx holds it.',
    'Redis knows no such ID. Its commands are those that the slow log, with a limit of 0, has of this replica meanwhile.',
    'The value of a key or a session ID is cut: sess:… is the record of a session.',
  ],
  misfit: (words) =>
    words.filter(isPath).length === 1 ? null : 'one PATH that begins with "/", such as /orders',
  run(stack, words) {
    const path = words.find(isPath) ?? '/';
    const who = words.filter((word) => !isPath(word));
    return eachPair(stack, who, (pair) => traceAt(pair, path));
  },
};

const isPath = (word: string) => word.startsWith('/');

async function traceAt(pair: Pair, path: string): Promise<Told> {
  const { stack, person, place } = pair;
  const { arm } = place;
  const asked = { url: place.url + path, jar: keptJar(stack, person, arm.spec.arm) };
  const { result: answered, commands } = await withCommands(arm.store, () => curl(asked));
  const id = headerOf(answered, 'x-request-id');
  const replica = arm.replicas.find(({ name }) => name === replicaOf(answered));
  const isBalanced = place.url === arm.url;
  const rows = [
    ...(isBalanced
      ? [['nginx', await balancerLine(stack.balancer, id, arm.replicas, replica)]]
      : []),
    [replica?.name ?? 'no replica', await replicaLine(replica, answered, id)],
    ...commandRows(replica, commands),
  ];
  const width = Math.max(...rows.map(([who = '']) => who.length));
  return {
    commands: [printCurl(asked)],
    lines: [
      `${place.name}  GET ${path}  ${answered.status ?? 'no answer'}  ${id ?? 'without an ID'}`,
      ...rows.map(([who = '', what]) => `  ${who.padEnd(width)}  ${what}`),
    ],
  };
}

/** The names of `infra/nginx/render.ts`: `ua` is the list of addresses that were asked. */
const accessLine = z.object({
  id: z.string(),
  m: z.string(),
  u: z.string(),
  s: z.number(),
  rt: z.number(),
  ua: z.string(),
  rl: z.number(),
  bs: z.number(),
});

/** nginx writes its log in batches, one second apart. */
const logTimeoutMs = 5_000;

async function balancerLine(
  { accessLogPath }: Balancer,
  id: string | null,
  replicas: readonly Replica[],
  answerer: Replica | undefined,
): Promise<string> {
  let found: string | undefined;
  await until(
    async () => {
      const log = await readFile(accessLogPath, 'utf8');
      found = log.split('\n').find((line) => id !== null && line.includes(`"id":"${id}"`));
      return found !== undefined;
    },
    logTimeoutMs,
    50,
  );
  if (found === undefined) return 'its log does not hold this ID';
  const line = accessLine.parse(JSON.parse(found));
  // Containers have other addresses inside. The answer names the last one that was asked.
  const nameOf = (address: string, index: number, all: readonly string[]) =>
    index === all.length - 1 && answerer !== undefined
      ? answerer.name
      : (replicas.find(({ url }) => new URL(url).host === address)?.name ?? address);
  const asked = line.ua.split(', ').map(nameOf).join(', then ');
  return `${line.s} from ${asked} in ${line.rt} s; ${line.rl} bytes came, ${line.bs} went`;
}

async function replicaLine(
  replica: Replica | undefined,
  answered: FullAnswer,
  id: string | null,
): Promise<string> {
  if (replica === undefined) return 'nginx answered itself, or nothing did';
  const log = await replica.logTail();
  const own = log.filter((line) => id !== null && line.includes(id));
  return `${answered.status}, repeats the ID; ${own.length === 0 ? 'logs no request' : own.join(' ')}`;
}

interface StoreCommand {
  readonly client: string;
  readonly text: string;
  readonly us: number;
}

function commandRows(replica: Replica | undefined, commands: readonly StoreCommand[]): string[][] {
  const own = commands.filter(({ client }) => client === replica?.name);
  if (own.length === 0) return [['Redis', 'was asked nothing']];
  return own.map(({ text, us }) => ['Redis', `${text}  ${us} us`]);
}

/** SLOWLOG GET: each entry has its number, time, microseconds, words, address and the name of the client. */
const slowLog = z.array(
  z.tuple([z.unknown(), z.unknown(), z.number(), z.array(z.string()), z.unknown(), z.string()]),
);
const limit = 'slowlog-log-slower-than';

/** Has Redis log each command, however quick, while the action runs. Afterwards the limit is what it was. */
async function withCommands<T>(
  store: Store,
  action: () => Promise<T>,
): Promise<{ readonly result: T; readonly commands: readonly StoreCommand[] }> {
  if (store.state() !== 'running') return { result: await action(), commands: [] };
  const [, before = '10000'] = z
    .array(z.string())
    .parse(await store.command('CONFIG', 'GET', limit));
  await store.command('CONFIG', 'SET', limit, '0');
  try {
    await store.command('SLOWLOG', 'RESET');
    const result = await action();
    const entries = slowLog.parse(await store.command('SLOWLOG', 'GET', '100'));
    const commands = entries
      .reverse()
      .map(([, , us, words, , client]) => ({ client, us, text: textOf(words) }));
    return { result, commands };
  } finally {
    await store.command('CONFIG', 'SET', limit, before);
  }
}

/** `GET sess:…`, as the documentation of Redis writes a command. */
function textOf([name = '', ...words]: readonly string[]): string {
  return [name.toUpperCase(), ...words.map(shortened)].join(' ');
}

/** Keeps what a word is for, and cuts what could be a secret: `sess:kX2e…` becomes `sess:…`. */
function shortened(word: string): string {
  const [kind = '', ...rest] = word.split(':');
  if (rest.length > 0) return `${kind}:…`;
  return word.length > 20 ? `${word.slice(0, 4)}…` : word;
}
