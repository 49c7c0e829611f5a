import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../stack/errors.ts';
import type { Stack } from '../../stack/stack.ts';
import { misfitNumber, readOptions } from '../options.ts';
import type { Told, Verb } from '../verb.ts';
import { printCurl } from './curl.ts';
import { keptJar, readJar } from './jar.ts';
import { nobody, type Person, type Place, readWho } from './person.ts';

const options = {
  '--seconds N': 'how long, without the time that the verb takes (default 4)',
  '--post': 'send POST /onboarding, which begins a flow, in place of GET /orders',
};
const defaultSeconds = 4;
const mostSeconds = 60;
const perSecond = 50;
const answerTimeoutMs = 5_000;

/** Requests at a fixed rate, while another verb breaks or mends something. `find` finds that verb by its name. */
export function load(find: (name: string) => Verb | undefined): Verb {
  const split = (all: readonly string[]) => {
    const at = all.findIndex((word) => find(word) !== undefined);
    const [own, inner] = at === -1 ? [all, []] : [all.slice(0, at), all.slice(at)];
    const { words, options: given } = readOptions(own, options);
    const seconds = Number(given.get('--seconds') ?? defaultSeconds);
    return { words, seconds, sent: given.has('--post') ? aWrite : aRead, inner };
  };
  return {
    words: 'PERSON [PLACE…] [VERB WORD…]',
    meaning: 'ask for /orders all the time: alice tokens kill tokens-2',
    options,
    takesVerb: true,
    help: [
      `PERSON is alice, bob or grace, or a device. nobody sends no credential. PLACE is a contender or a replica.`,
      `Each place gets ${perSecond} requests a second for each person, whether earlier ones have been answered or not.`,
      'VERB is any other verb of ./lab with its words. It runs at half time, while the load goes on. Ctrl-C ends the load.',
      'At the end there is one line for each place: how many requests got which status, and how many of them nginx sent',
      'to a second replica, because the first one gave no answer.',
    ],
    misfit: (_words, given) => misfitNumber(given, '--seconds', mostSeconds),
    announce(all) {
      const { seconds, inner } = split(all);
      const rate = `${perSecond} requests a second to each place`;
      return inner.length === 0
        ? `waiting for ${seconds} s of load, ${rate}`
        : `waiting for ${seconds} s of load, ${rate}; after ${seconds / 2} s: ./lab ${inner.join(' ')}`;
    },
    async run(stack, all, signal) {
      const { words, seconds, sent, inner } = split(all);
      const [name = '', ...rest] = inner;
      const verb = find(name);
      if (verb?.takesVerb === true) {
        throw new StackError('not_possible', 'a load cannot run another load: name several places');
      }
      const lanes = lanesOf(stack, words, sent);
      const running = lanes.map(start);
      try {
        await sleep(seconds * 500, undefined, { signal });
        const told = await verb?.run(stack, rest, signal);
        await sleep(seconds * 500, undefined, { signal });
        const reports = await Promise.all(running.map((each) => each.finish()));
        return withReports(told ?? [], lanes, reports);
      } finally {
        for (const each of running) each.end();
      }
    },
  };
}

/** What each request of a load is. nginx sends a GET to a second replica, and a POST never. */
interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

const aRead: Sent = { method: 'GET', path: '/orders' };
const aWrite: Sent = { method: 'POST', path: '/onboarding' };

/** The requests of one person at one place. */
interface Lane {
  readonly label: string;
  readonly method: Sent['method'];
  readonly url: string;
  /** The header `Cookie`; empty for nobody. */
  readonly cookie: string;
  readonly command: string;
}

function lanesOf(stack: Stack, words: readonly string[], sent: Sent): readonly Lane[] {
  const { people, places } = readWho(stack, words, [nobody]);
  const label = (person: Person, place: Place) =>
    people.length === 1 ? place.name : `${person.name} ${place.name}`;
  return places.flatMap((place) =>
    people.map((person) => ({
      label: label(person, place),
      ...requestOf(stack, person, place, sent),
    })),
  );
}

function requestOf(stack: Stack, person: Person, place: Place, { method, path }: Sent) {
  const url = place.url + path;
  const asked = method === 'GET' ? { url } : { url, method };
  if (person === nobody) return { method, url, cookie: '', command: printCurl(asked) };
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const sent = readJar(jar).filter((cookie) => cookie.path === '/');
  const cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  return { method, url, cookie, command: printCurl({ ...asked, jar }) };
}

interface Outcome {
  /** Null when there was no answer. */
  readonly status: number | null;
  /** Whether the answer ended before its last byte. */
  readonly isCutOff: boolean;
  /** Whether nginx sent the request to another replica, after the first one gave no answer. */
  readonly isSecondTry: boolean;
  readonly seconds: number;
}

/** Sends requests at the fixed rate until `finish`, which resolves when all are answered, or `end`, which drops them. */
function start(lane: Lane) {
  const ended = new AbortController();
  const outcomes: Promise<Outcome>[] = [];
  const startMs = performance.now();
  const timer = setInterval(() => {
    // A timer that fires late sends what is due, so the rate stays what it is.
    const due = ((performance.now() - startMs) / 1_000) * perSecond;
    while (outcomes.length < due) outcomes.push(ask(lane, ended.signal));
  }, 1_000 / perSecond);
  return {
    async finish(): Promise<readonly Outcome[]> {
      clearInterval(timer);
      return await Promise.all(outcomes);
    },
    end(): void {
      clearInterval(timer);
      ended.abort();
    },
  };
}

/** On a connection of its own, as curl does. One that is kept open could end under a request when nginx reloads. */
function ask({ method, url, cookie }: Lane, ended: AbortSignal): Promise<Outcome> {
  const startMs = performance.now();
  const headers = cookie === '' ? {} : { cookie };
  const signal = AbortSignal.any([ended, AbortSignal.timeout(answerTimeoutMs)]);
  return new Promise((resolve) => {
    const settle = (answer: IncomingMessage | null) => {
      const status = answer?.statusCode ?? null;
      const isSecondTry = String(answer?.headers['x-upstream'] ?? '').includes(',');
      const seconds = (performance.now() - startMs) / 1_000;
      resolve({ status, isCutOff: answer?.complete === false, isSecondTry, seconds });
    };
    const asking = request(url, { method, agent: false, headers, signal }, (answer) => {
      answer.once('close', () => settle(answer));
      answer.once('error', () => settle(answer));
      answer.resume();
    });
    asking.once('error', () => settle(null));
    asking.end();
  });
}

function withReports(
  told: readonly string[] | Told,
  lanes: readonly Lane[],
  reports: readonly (readonly Outcome[])[],
): Told {
  const inner = 'lines' in told ? told : { lines: told, commands: [] };
  const width = Math.max(...lanes.map(({ label }) => label.length));
  const lines = lanes.map(
    ({ label }, at) => `${label.padEnd(width)}  ${report(reports[at] ?? [])}`,
  );
  return {
    ...inner,
    commands: [
      ...lanes.map(({ command }) => `${command}  # ${perSecond} times a second`),
      ...inner.commands,
    ],
    lines: [...inner.lines, ...lines],
  };
}

/** `200 requests: 198 answered 200 (3 by a second replica), 2 cut off; slowest 0.031 s`. */
function report(outcomes: readonly Outcome[]): string {
  const counts = [...Map.groupBy(outcomes, endOf)].sort().map(([end, same]) => {
    const second = same.filter(({ isSecondTry }) => isSecondTry).length;
    return `${same.length} ${end}${second === 0 ? '' : ` (${second} by a second replica)`}`;
  });
  const slowest = Math.max(0, ...outcomes.map(({ seconds }) => seconds));
  return `${outcomes.length} requests: ${counts.join(', ')}; slowest ${slowest.toFixed(3)} s`;
}

/** Sorted by its text: answers by status, then those that were cut off, then none. */
function endOf({ status, isCutOff }: Outcome): string {
  if (status === null) return 'without an answer';
  return isCutOff ? 'cut off in the answer' : `answered ${status}`;
}
