import { type Given, misfitNumber, readOptions } from '../options.ts';
import type { Told, Verb } from '../verb.ts';
import { curl, type FullAnswer, printCurl } from './curl.ts';
import { keptJar } from './jar.ts';
import { answererOf, eachPair, type Pair, together } from './pair.ts';
import { nobody } from './person.ts';

const options = {
  '--times N': 'ask this often, one request after the other (default 1)',
  '--time': 'show how long each answer took',
  '--bytes': 'show how many bytes each request had',
  '--headers': 'show the headers of each answer',
  '--body': 'show the body of each answer',
};

const mostTimes = 1_000;

/** Requests that change nothing, with the kept credential or with none. */
export const get: Verb = {
  words: 'PERSON [PLACE…] PATH…',
  meaning: 'send GET requests: alice tokens /orders',
  options,
  help: [
    'PERSON is alice, bob or grace, or a device such as alice@phone. nobody sends no credential.',
    'PLACE is a contender, behind nginx, or a replica, such as tokens-1. PATH begins with "/", such as /orders. There can',
    'be several of all three.',
    'Each line begins with the replica that answered, or with the contender where nginx itself answered.',
    'The exit code is 0 when each request got an answer, with whatever status.',
  ],
  misfit(words, given) {
    if (!words.some(isPath)) {
      return `a PATH that begins with "/", such as /orders, not "${words.join(' ')}"`;
    }
    if (given.options.has('--headers') && given.options.has('--body')) {
      return '--headers or --body, and not both at once: send the request twice';
    }
    return misfitNumber(given, '--times', mostTimes);
  },
  run(stack, all) {
    const given = readOptions(all, options);
    const paths = given.words.filter(isPath);
    const who = given.words.filter((word) => !isPath(word));
    return eachPair(stack, who, (pair) => getAll(pair, paths, given), [nobody]);
  },
};

function isPath(word: string): boolean {
  return word.startsWith('/');
}

async function getAll(pair: Pair, paths: readonly string[], given: Given): Promise<Told> {
  const told: Told[] = [];
  for (const path of paths) told.push(await getAt(pair, path, given));
  return together(told);
}

async function getAt(pair: Pair, path: string, given: Given): Promise<Told> {
  const { stack, person, place } = pair;
  const url = place.url + path;
  const asked =
    person === nobody ? { url } : { url, jar: keptJar(stack, person, place.arm.spec.arm) };
  const times = Number(given.options.get('--times') ?? 1);
  const lines: string[] = [];
  let isAnswered = true;
  for (let time = 1; time <= times; time += 1) {
    const answered = await curl(asked);
    isAnswered &&= answered.status !== null;
    lines.push(lineOf(pair, path, answered, given), ...partsOf(answered, given));
  }
  return {
    commands: [`${printCurl(asked)}${times === 1 ? '' : `  # ${times} times`}`],
    lines,
    exitCode: isAnswered ? 0 : 1,
  };
}

function lineOf(pair: Pair, path: string, answered: FullAnswer, { options }: Given): string {
  const { status, seconds, bytesSent } = answered;
  return [
    answererOf(pair, answered),
    `GET ${path}`,
    status ?? 'no answer',
    ...cacheStatusOf(answered),
    ...(options.has('--time') ? [`${seconds.toFixed(3)} s`] : []),
    ...(options.has('--bytes') ? [`${bytesSent} bytes sent`] : []),
  ].join('  ');
}

/** What a shared cache says of its answer: HIT, MISS. Empty where no cache was asked. */
function cacheStatusOf({ headers }: FullAnswer): readonly string[] {
  return headers.flatMap((line) => /^x-cache: *(\w+)/i.exec(line)?.[1] ?? []);
}

function partsOf({ headers, body }: FullAnswer, { options }: Given): readonly string[] {
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
  if (options.has('--headers')) return indented(headers);
  return options.has('--body') && body !== '' ? indented(body.split('\n')) : [];
}
