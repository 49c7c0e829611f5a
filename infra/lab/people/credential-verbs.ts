import { copyFileSync } from 'node:fs';
import { StackError } from '../../stack/errors.ts';
import type { Told, Verb } from '../verb.ts';
import { accountVerbs } from './account-verbs.ts';
import { cart } from './cart.ts';
import { credential } from './credential.ts';
import { type Answered, type Asked, curl, printCurl, verdictOf } from './curl.ts';
import { flow } from './flow.ts';
import { forge } from './forge.ts';
import { get } from './get.ts';
import { fillJar, jarOf, keptJar, respelledJar } from './jar.ts';
import { logIn, toldOf } from './login.ts';
import { order } from './order.ts';
import { eachPair, type Pair } from './pair.ts';
import { type Place, readWho, whoHelp } from './person.ts';
import { race } from './race.ts';
import { show } from './show.ts';
import { trace } from './trace.ts';
import { watch } from './watch.ts';

/** The verbs of people who log in and out. Each prints the requests that it sent, as commands of curl. */
export const credentialVerbs: Readonly<Record<string, Verb>> = {
  login: {
    words: 'PERSON [PLACE…]',
    meaning: 'log somebody in, and keep a copy of the credential',
    options: { '--keep': 'send the cookies that are kept, and keep those that the answer leaves' },
    help: [
      ...whoHelp,
      'The copy stays as it is until the next login, refresh or cart: after a logout it is what a thief has.',
      'A login begins with an empty cookie jar. With --keep it is one in the same browser.',
    ],
    run: (stack, words) => eachPair(stack, words, (pair) => logIn(pair, words.includes('--keep'))),
  },
  try: {
    words: 'PERSON [PLACE…]',
    meaning: 'present the kept credential to each replica, and show which accepts it',
    options: { '--respelled': 'the same token with its signature spelled in another way' },
    help: [
      ...whoHelp,
      'The exit code is 0 when all replicas of a contender say the same, and 1 when they differ.',
    ],
    run: (stack, words) =>
      eachPair(stack, words, (pair) => tryAt(pair, words.includes('--respelled'))),
  },
  logout: {
    words: 'PERSON [PLACE…]',
    meaning: 'log somebody out; the kept copy of the credential stays',
    options: { '--all': 'on all devices of the account' },
    help: whoHelp,
    run: (stack, words) => {
      const path = words.includes('--all') ? '/logout-all' : '/logout';
      return eachPair(stack, words, (pair) => logOut(pair, path));
    },
  },
  refresh: {
    words: 'PERSON [PLACE…]',
    meaning: 'trade the kept refresh token for new tokens, which are kept instead',
    help: whoHelp,
    run: (stack, words) => eachPair(stack, words, refresh),
  },
  copy: {
    words: 'PERSON PERSON [PLACE…]',
    meaning: 'give the second person a copy of what the first one keeps: alice alice@thief tokens',
    help: whoHelp,
    async run(stack, words) {
      const { people, places } = readWho(stack, words);
      const [from, to, ...more] = people;
      if (from === undefined || to === undefined || more.length > 0) {
        throw new StackError('not_possible', 'name two people: whose credential, and for whom');
      }
      return places.map(({ name, arm }) => {
        copyFileSync(keptJar(stack, from, arm.spec.arm), jarOf(stack, to, arm.spec.arm));
        return `${name}  ${to.name} has what ${from.name} has`;
      });
    },
  },
  ...accountVerbs,
  jar: {
    words: 'PERSON PLACE',
    meaning: 'show the path of the kept credential, a cookie jar for curl -b',
    help: [
      'For requests of your own: curl -b $(./lab jar alice tokens) $(./lab url tokens)/me',
      'login, refresh and cart write to it. Other verbs only read it.',
    ],
    async run(stack, words) {
      const { people, places } = readWho(stack, words);
      const of = ({ spec }: Place['arm']) => people.map((each) => keptJar(stack, each, spec.arm));
      return places.flatMap(({ arm }) => of(arm));
    },
  },
  credential,
  get,
  cart,
  order,
  flow,
  show,
  forge,
  watch,
  trace,
  race,
};

async function logOut(pair: Pair, path: string): Promise<Told> {
  const { stack, person, place } = pair;
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const asked: Asked = { url: place.url + path, method: 'POST', jar };
  const answered = await curl(asked);
  const done = `${person.name} is ${answered.status === 204 ? 'out' : 'not logged out'}`;
  return toldOf(asked, answered, pair, done);
}

async function refresh(pair: Pair): Promise<Told> {
  const { stack, person, place } = pair;
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const asked: Asked = { url: `${place.url}/token/refresh`, method: 'POST', jar };
  let answered: Answered = { status: null, body: '' };
  await fillJar(jar, async (newJar) => {
    answered = await curl({ ...asked, newJar });
    return answered.status === 200;
  });
  const done = `${person.name} has ${answered.status === 200 ? 'a new token' : 'no new token'}`;
  return toldOf({ ...asked, newJar: jar }, answered, pair, done);
}

/** Presents the credential to each replica at the same time. No answer changes the copy. */
async function tryAt({ stack, person, place, label }: Pair, isRespelled: boolean): Promise<Told> {
  const kept = keptJar(stack, person, place.arm.spec.arm);
  const jar = isRespelled ? respelledJar(kept) : kept;
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
