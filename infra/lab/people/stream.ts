import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../stack/errors.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Told, Verb } from '../verb.ts';
import { printCurl } from './curl.ts';
import { type FindVerb, runInner } from './inner-verb.ts';
import { keptJar } from './jar.ts';
import { readWho } from './person.ts';

/** A stream that is open now has sent several events in this time. */
const watchMs = 1_000;

/** Streams of events stay open while another verb runs, and each tells whether that verb has ended it. */
export function stream(find: FindVerb): Verb {
  return {
    words: 'PERSON [PLACE…] [VERB WORD…]',
    meaning: 'open a stream of events at each replica, run a verb, and show which streams it ends',
    help: [
      'VERB is any other verb of ./lab with its words, such as logout. Without words it gets the same person and places.',
      `The streams are watched for ${watchMs / 1_000} s after it.`,
      './lab up tokens --set CLOSE_STREAMS=on-push has every replica told what a logout ends.',
    ],
    async run(stack, words, signal) {
      const at = words.findIndex((word) => find(word) !== undefined);
      const own = at === -1 ? words : words.slice(0, at);
      const inner = at === -1 ? [] : words.slice(at);
      const isBare = inner.every((word, index) => index === 0 || word.startsWith('--'));
      const streams = wantedBy(stack, own).map(openStream);
      try {
        await Promise.all(streams.map(({ opened }) => opened));
        const startedMs = performance.now();
        const told: Told =
          inner.length === 0
            ? { lines: [], commands: [] }
            : await runInner(find, isBare ? [...inner, ...own] : inner, stack, signal);
        await sleep(watchMs, undefined, { signal });
        const width = Math.max(...streams.map(({ name }) => name.length));
        const fates = streams.map(({ name, fate }) => `${name.padEnd(width)}  ${fate(startedMs)}`);
        return {
          ...told,
          commands: [...streams.map(({ command }) => `${command} &`), ...told.commands],
          lines: [...told.lines, ...fates],
        };
      } finally {
        for (const { close } of streams) close();
      }
    },
  };
}

/** A stream of each person at each replica. */
function wantedBy(stack: Stack, words: readonly string[]): readonly Wanted[] {
  const { people, places } = readWho(stack, words);
  return people.flatMap((person) =>
    places.flatMap(({ arm, replicas }) => {
      const jar = keptJar(stack, person, arm.spec.arm);
      const label = people.length === 1 ? '' : `${person.name}  `;
      return replicas.map(({ name, url }) => ({ name: label + name, url, jar }));
    }),
  );
}

interface Wanted {
  readonly name: string;
  /** Of the replica. */
  readonly url: string;
  readonly jar: string;
}

interface OpenStream {
  readonly name: string;
  /** As a reader can type it. */
  readonly command: string;
  /** Resolves with the first event, or when there is no stream. */
  readonly opened: Promise<void>;
  /** What has become of the stream, with the time since a moment of `performance.now()`. */
  fate(sinceMs: number): string;
  close(): void;
}

/** curl, as in every verb of a person: it knows which cookies of a jar belong to the path. */
function openStream({ name, url, jar }: Wanted): OpenStream {
  const asked = { url: `${url}/events`, jar };
  const child = spawn('curl', ['-q', '-s', '-i', '-N', '--noproxy', '*', '-b', jar, asked.url], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  let endedMs: number | null = null;
  const opened = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\ndata: ')) resolve();
    });
    child.once('close', () => {
      endedMs = performance.now();
      resolve();
    });
    child.once('error', (cause) => {
      const remedy = 'this verb opens its streams with curl, and there is none: install it';
      reject(new StackError('program_missing', remedy, { cause }));
    });
  });
  return {
    name,
    command: printCurl(asked).replace('curl', 'curl -N'),
    opened,
    fate(sinceMs) {
      const [, status = ''] = /^HTTP\/\S+ (\d+)/.exec(text) ?? [];
      if (status !== '200') return `no stream: ${status === '' ? 'no answer' : status}`;
      if (endedMs === null) return `stream open, ${watchMs / 1_000} s later`;
      const [, event = 'without an event'] = /event: (\w+)(?!.*event: )/s.exec(text) ?? [];
      return `stream ended: ${event}, after ${((endedMs - sinceMs) / 1_000).toFixed(3)} s`;
    },
    close: () => child.kill(),
  };
}
