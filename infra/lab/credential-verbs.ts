import { existsSync } from 'node:fs';
import { StackError } from '../stack/errors.ts';
import type { Stack } from '../stack/stack.ts';
import { type Answered, type Asked, codeOf, curl, printCurl, verdictOf } from './curl.ts';
import { fillJar, jarOf, keptJar, readJar } from './jar.ts';
import { type Person, type Place, readWho } from './person.ts';
import { race } from './race.ts';
import { show } from './show.ts';
import type { Told, Verb } from './verb.ts';

const whoHelp = [
  'PERSON is alice, bob or grace, or one of their devices, such as alice@phone: a login of its own.',
  'PLACE is a contender, such as tokens, or a replica, such as tokens-1. There can be several of both.',
];

/** The verbs of people who log in and out. Each prints the requests that it sent, as commands of curl. */
export const credentialVerbs: Readonly<Record<string, Verb>> = {
  login: {
    words: 'PERSON PLACE…',
    meaning: 'log somebody in, and keep a copy of the credential',
    help: [
      ...whoHelp,
      'The copy stays as it is until the next login: after a logout it is what a thief has.',
    ],
    run: (stack, words) => eachPair(stack, words, logIn),
  },
  try: {
    words: 'PERSON PLACE…',
    meaning: 'present the kept credential to each replica, and show which accepts it',
    help: [
      ...whoHelp,
      'The exit code is 0 when all replicas of a contender say the same, and 1 when they differ.',
    ],
    run: (stack, words) => eachPair(stack, words, tryAt),
  },
  logout: {
    words: 'PERSON PLACE…',
    meaning: 'log somebody out; the kept copy of the credential stays',
    options: { '--all': 'on all devices of the account' },
    help: whoHelp,
    run: (stack, words) => {
      const path = words.includes('--all') ? '/logout-all' : '/logout';
      return eachPair(stack, words, (pair) => logOut(pair, path));
    },
  },
  demote: {
    words: 'PERSON PLACE…',
    meaning: 'have an admin make the account a member',
    help: whoHelp,
    run: (stack, words) =>
      eachPair(stack, words, (pair) =>
        administer(pair, { method: 'PUT', path: 'role', json: { role: 'member' } }),
      ),
  },
  close: {
    words: 'PERSON PLACE…',
    meaning: 'have an admin close the account',
    help: [...whoHelp, './lab reset opens it again.'],
    run: (stack, words) =>
      eachPair(stack, words, (pair) =>
        administer(pair, { method: 'POST', path: 'revoke', json: { disable: true } }),
      ),
  },
  jar: {
    words: 'PERSON PLACE',
    meaning: 'show the path of the kept credential, a cookie jar for curl -b',
    help: ['For requests of your own: curl -b $(./lab jar alice tokens) $(./lab url tokens)/me'],
    async run(stack, words) {
      const { people, places } = readWho(stack, words);
      const of = ({ spec }: Place['arm']) => people.map((each) => keptJar(stack, each, spec.arm));
      return places.flatMap(({ arm }) => of(arm));
    },
  },
  show,
  race,
};

/** One person at one place. */
interface Pair {
  readonly stack: Stack;
  readonly person: Person;
  readonly place: Place;
  /** Begins a line where several people are asked about; empty for one. */
  readonly label: string;
}

/** Runs the act for each person at each place, one after the other, and prints all that they did. */
async function eachPair(
  stack: Stack,
  words: readonly string[],
  act: (pair: Pair) => Promise<Told>,
): Promise<Told> {
  const { people, places } = readWho(stack, words);
  const width = Math.max(...people.map(({ name }) => name.length));
  const told: Told[] = [];
  for (const place of places) {
    for (const person of people) {
      const label = people.length === 1 ? '' : `${person.name.padEnd(width)}  `;
      told.push(await act({ stack, person, place, label }));
    }
  }
  return {
    lines: told.flatMap(({ lines }) => lines),
    commands: told.flatMap(({ commands }) => commands),
    exitCode: Math.max(...told.map(({ exitCode = 0 }) => exitCode)),
  };
}

async function logIn({ stack, person, place }: Pair): Promise<Told> {
  const jar = jarOf(stack, person, place.arm.spec.arm);
  const { account } = person;
  const json = { username: account, password: `${account}-demo-password` };
  const asked = { url: `${place.url}/login`, json };
  let answered: Answered = { status: null, body: '' };
  await fillJar(jar, async (newJar) => {
    answered = await curl({ ...asked, newJar });
    return answered.status === 200;
  });
  if (answered.status === 200) requireCookies(jar, place);
  const done = `${person.name} is ${answered.status === 200 ? 'in' : 'not logged in'}`;
  return toldOf({ ...asked, newJar: jar }, answered, place.name, done);
}

/** @throws StackError `not_possible` where the credential does not travel in a cookie */
function requireCookies(jar: string, { name }: Place): void {
  if (existsSync(jar) && readJar(jar).some((cookie) => !cookie.name.startsWith('route_'))) return;
  throw new StackError(
    'not_possible',
    `the login at ${name} set no cookie: it gives out no credential, or the lab runs with CARRIAGE=bearer. ./lab keeps cookies only`,
  );
}

async function logOut({ stack, person, place }: Pair, path: string): Promise<Told> {
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const asked: Asked = { url: place.url + path, method: 'POST', jar };
  const answered = await curl(asked);
  const done = `${person.name} is ${answered.status === 204 ? 'out' : 'not logged out'}`;
  return toldOf(asked, answered, place.name, done);
}

async function administer(
  { stack, person, place }: Pair,
  change: { readonly method: 'POST' | 'PUT'; readonly path: string; readonly json: unknown },
): Promise<Told> {
  const { username, password } = stack.adminAccount();
  const admin = { name: username, account: username };
  const jar = jarOf(stack, admin, place.arm.spec.arm);
  await fillJar(jar, async (newJar) => {
    const json = { username, password };
    return (await curl({ url: `${place.url}/login`, json, newJar })).status === 200;
  });
  const url = `${place.url}/accounts/${person.account}/${change.path}`;
  const asked: Asked = { url, method: change.method, json: change.json, jar };
  const answered = await curl(asked);
  const isDone = answered.status !== null && answered.status < 300;
  const what = change.path === 'role' ? 'a member' : 'closed';
  const done = `${person.account} is ${isDone ? 'now' : 'not made'} ${what}`;
  return toldOf(asked, answered, place.name, done);
}

function toldOf(asked: Asked, answered: Answered, place: string, done: string): Told {
  const { status } = answered;
  const words = [place, done, status ?? 'no answer', codeOf(answered)];
  return {
    commands: [printCurl(asked)],
    lines: [words.join('  ').trimEnd()],
    exitCode: status !== null && status < 300 ? 0 : 1,
  };
}

/** Presents the credential to each replica at the same time. No answer changes the copy. */
async function tryAt({ stack, person, place, label }: Pair): Promise<Told> {
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const answers = await Promise.all(
    place.replicas.map(({ url }) => curl({ url: `${url}/me`, jar })),
  );
  const width = Math.max(...place.replicas.map(({ name }) => name.length));
  const lines = place.replicas.map(
    ({ name }, index) => `${label}${name.padEnd(width)}  ${verdictOf(answers[index])}`,
  );
  return {
    commands: [printCurl({ url: `${allOf(place)}/me`, jar })],
    lines,
    exitCode: new Set(answers.map(({ status }) => status)).size > 1 ? 1 : 0,
  };
}

/** The addresses of all replicas in one word, as curl and a shell expand it. */
function allOf({ replicas }: Place): string {
  const [first, ...more] = replicas.map(({ url }) => new URL(url));
  if (first === undefined) return '';
  const ports = [first, ...more].map(({ port }) => port).join(',');
  return `http://${first.hostname}:${more.length === 0 ? ports : `{${ports}}`}`;
}
