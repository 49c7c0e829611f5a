import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../result/lookup.ts';
import { resultSchema } from '../../result/result.ts';
import { renderHtml } from '../html.ts';
import { renderMarkdown } from '../markdown.ts';
import { tableInHtml, tableInMarkdown } from './first-table.fixture.ts';

/** A run of the default profile with all its trials (`../fixture/record.ts`). */
const file = new URL('../fixture/whole-run.json.gz', import.meta.url);
const result = resultSchema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));

const contenders = result.contenders
  .filter(({ app }) => app !== 'floor')
  .map(({ contender }) => contender);
const { lookup, revocation, failover } = result;
if (lookup === null || revocation === null || failover === null) {
  throw new Error('the recorded run has all experiments');
}

const trialsOf = (contender: string, action: string) =>
  revocation.trials.filter(
    (trial) => trial.valid && trial.contender === contender && trial.action === action,
  );
const throughFault = (contender: string, fault: string) =>
  failover.trials.filter(
    (trial) => trial.valid && trial.contender === contender && trial.fault === fault,
  );
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);
const nameThose = (holds: (contender: string) => boolean) => contenders.filter(holds);

/** Milliseconds of `15 min 5 s`. */
function timeIn(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
  return sumOf(
    [...text.matchAll(/([\d.]+) (ms|s|min|h)\b/g)].map(
      ([, digits, unit = '']) => Number(digits) * (units[unit] ?? Number.NaN),
    ),
  );
}

const numberIn = (text: string) => Number(/\d+/.exec(text)?.[0] ?? Number.NaN);

/** Of the contenders that the race concerns, in how many races the credential came back. */
function cameBack(contender: string): number {
  const writes = revocation?.races.filter(
    (race) =>
      race.contender === contender && (race.inFlight === 'write' || race.inFlight === 'touch'),
  );
  return sumOf((writes ?? []).map((race) => race.cameBack));
}

/** By the measure of the named pairs; the recorded run compared both with the floor. */
function ratioToFloor(contender: string): Comparison {
  const named = lookup?.comparisons.find(({ kind }) => kind === 'primary');
  const found = lookup?.comparisons.find(
    ({ a, b, metric }) => a === contender && b === 'floor' && metric === named?.metric,
  );
  if (found === undefined) throw new Error(`${contender} was not compared with the floor`);
  return found;
}

/** What a reader asks, what the table answers, and what the trials say. */
const questions: readonly {
  readonly question: string;
  readonly answered: (cell: (contender: string, column: string) => string) => unknown;
  readonly trials: () => unknown;
}[] = [
  {
    question: 'May an admin who was demoted still act with tokens-pushed, and how long?',
    answered: (cell) => {
      const text = cell('tokens-pushed', 'old role after demotion');
      return { ends: text.endsWith('until expiry'), seconds: timeIn(text) / 1000 };
    },
    trials: () => {
      const own = trialsOf('tokens-pushed', 'demoted');
      const row = revocation.summary.find(
        (each) => each.contender === 'tokens-pushed' && each.action === 'demoted',
      );
      return {
        ends: own.every(({ fleetHighMs }) => fleetHighMs === null),
        seconds: Math.ceil((row?.boundMs ?? 0) / 1000),
      };
    },
  },
  {
    question: 'Which contenders sign users out when Redis loses its data, and did not before?',
    answered: (cell) =>
      nameThose((each) => /\d+ signed out$/.test(cell(each, 'Redis lost its data'))),
    trials: () =>
      nameThose(
        (each) =>
          each !== 'sessions-memory' &&
          throughFault(each, 'redis-restarted-empty').some(({ falseRejects }) => falseRejects > 0),
      ),
  },
  {
    question: 'How many revoked credentials does tokens let in when Redis loses its data?',
    answered: (cell) => numberIn(cell('tokens', 'Redis lost its data')),
    trials: () =>
      sumOf(
        throughFault('tokens', 'redis-restarted-empty').map(({ falseAccepts }) => falseAccepts),
      ),
  },
  {
    question: 'What does tokens cost against floor?',
    answered: (cell) => cell('tokens', 'cost ÷ floor'),
    trials: () => {
      const { ratio, low, high } = ratioToFloor('tokens');
      return `${ratio?.toFixed(2)} [${low?.toFixed(2)}, ${high?.toFixed(2)}]`;
    },
  },
  {
    question: 'Of which contenders does a logout come undone in a race?',
    answered: (cell) =>
      nameThose((each) => cell(each, 'accepted after logout').includes('back in')),
    trials: () => nameThose((each) => cameBack(each) > 0),
  },
  {
    question: 'In how many races does a session come back?',
    answered: (cell) => numberIn(cell('sessions', 'accepted after logout')),
    trials: () => cameBack('sessions'),
  },
  {
    question: 'Which contenders ask Redis nothing on a usual request?',
    answered: (cell) => nameThose((each) => /^0/.test(cell(each, 'trips'))),
    trials: () => {
      const free = lookup.ledger
        .filter(({ redisRoundTripsPerRequest }) => redisRoundTripsPerRequest < 0.005)
        .map(({ contender }) => contender);
      // Its card says that it checks as tokens-stateless does.
      return nameThose((each) => free.includes(each) || each === 'tokens-short');
    },
  },
  {
    question: 'Whose logout ends a credential only by its expiry?',
    answered: (cell) =>
      nameThose((each) => cell(each, 'accepted after logout').includes('until expiry')),
    trials: () =>
      nameThose((each) => trialsOf(each, 'logout').some(({ fleetHighMs }) => fleetHighMs === null)),
  },
  {
    question: 'Which contenders lose requests when a replica dies?',
    answered: (cell) => nameThose((each) => /\d+ of \d+ lost/.test(cell(each, 'a replica dies'))),
    trials: () =>
      nameThose((each) =>
        throughFault(each, 'replica-killed').some(
          ({ failed, falseRejects }) => failed + falseRejects > 0,
        ),
      ),
  },
  {
    question: 'Which contenders let revoked credentials in because Redis hangs?',
    answered: (cell) => nameThose((each) => /^✗ \d+ let in/.test(cell(each, 'Redis hangs'))),
    trials: () =>
      nameThose(
        (each) =>
          !['tokens-stateless', 'tokens-short'].includes(each) &&
          throughFault(each, 'redis-frozen').some(({ falseAccepts }) => falseAccepts > 0),
      ),
  },
];

const pages = [
  ['the page', tableInHtml(renderHtml(result))],
  ['the Markdown', tableInMarkdown(renderMarkdown(result))],
] as const;

describe.for(pages)('a reader of the first table of %s', ([, read]) => {
  const cell = (contender: string, column: string) => {
    const text = read.get(contender)?.get(column);
    if (text === undefined) throw new Error(`the table has no ${column} of ${contender}`);
    return text;
  };

  test('finds every contender of the run, and no floor', () => {
    expect([...read.keys()]).toEqual(contenders);
  });

  test.for(questions)('learns: $question', ({ answered, trials }) => {
    expect(trials()).not.toEqual([]);
    expect(answered(cell)).toEqual(trials());
  });
});
