import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareArms } from '../experiments/lookup/compare.ts';
import { gatesOf } from '../gates/gates.ts';
import { valuesOf } from '../result/block-values.ts';
import { type Result, resultSchema } from '../result/result.ts';
import { median } from '../stats/percentile.ts';
import { createRandom } from '../stats/random.ts';
import { buildDocument } from './build-document.ts';
import { answerKinds } from './recomputed/answer.fixture.ts';
import { failoverKinds } from './recomputed/failover.fixture.ts';
import { firstSeenKinds } from './recomputed/first-seen.fixture.ts';
import { gateKinds } from './recomputed/gates.fixture.ts';
import { lookupKinds } from './recomputed/lookup.fixture.ts';
import { revocationKinds } from './recomputed/revocation.fixture.ts';
import { revocationProofKinds } from './recomputed/revocation-proofs.fixture.ts';
import { roundTripKinds } from './recomputed/round-trips.fixture.ts';
import { checkSentence, type Kind, sentencesOf } from './recomputed/sentence.fixture.ts';
import { surfaceKinds } from './recomputed/surface.fixture.ts';
import { trustKinds } from './recomputed/trust.fixture.ts';
import { varianceKinds } from './recomputed/variance.fixture.ts';

/** A run of the default profile with all its trials (`fixture/record.ts`). */
const file = new URL('./fixture/whole-run.json.gz', import.meta.url);
const older = resultSchema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));

/** The run as the bench compares and tells it now. The file has replica CPU as its headline, and no peak of memory. */
function comparedAnew(result: Result): Result {
  const { lookup } = result;
  if (lookup === null) throw new Error('the recorded run has lookup');
  const { trials, paced } = lookup;
  const wholePath = 'wholePathCpuUsPerRequest';
  const costs = lookup.costs.map((cost) => ({
    ...cost,
    [wholePath]: median(valuesOf(trials, cost.arm, wholePath).map(({ value }) => value)),
  }));
  const tool = { ...result.tool, peakMemoryBytes: 231_700_000, peakLoadMemoryBytes: 265_400_000 };
  return { ...result, tool, lookup: { ...lookup, costs, comparisons: compareArms(trials, paced) } };
}

const recorded = comparedAnew(older);

/** The sentences of the report, and what each gate of this bench says of the run. */
const sentencesIn = (result: Result) => [
  ...sentencesOf(buildDocument(result)),
  ...gatesOf(result).map(({ gate, measured }) => {
    return { section: 'gates', about: gate, text: `${gate}: ${measured}` };
  }),
];
const sentences = sentencesIn(recorded);

const tables = buildDocument(recorded).sections.flatMap(({ blocks }) =>
  blocks.flatMap((block) => {
    if (block.kind === 'figure') return [block.figure.table];
    return block.kind === 'table' ? [block.table] : [];
  }),
);

const kinds: readonly Kind[] = [
  ...trustKinds,
  ...answerKinds,
  ...lookupKinds,
  ...varianceKinds,
  ...roundTripKinds,
  ...surfaceKinds,
  ...firstSeenKinds,
  ...revocationKinds,
  ...revocationProofKinds,
  ...failoverKinds,
  ...gateKinds,
];

const checksOf = (result: Result) =>
  sentences.map((sentence) => checkSentence(sentence, result, kinds));

describe('the sentences of a report', () => {
  test('hold no figure that the trials do not give, and none that this test cannot compute again', () => {
    expect(checksOf(recorded).flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('hold none of a file of an earlier version either, whose headline is replica CPU', () => {
    const told = sentencesIn(older);
    expect(
      told.map((each) => checkSentence(each, older, kinds)).flatMap((each) => each.problems),
    ).toEqual([]);
    const measureOf = (all: typeof told, words: string) =>
      all.filter(({ text }) => text.startsWith('`sessions` takes') && text.includes(words)).length;
    expect(measureOf(told, 'replica CPU per request')).toBe(1);
    expect(measureOf(told, 'whole-path CPU')).toBe(0);
    expect(measureOf(sentences, 'whole-path CPU per request')).toBe(1);
  });

  test('hold the parts of the variance where a run has several boots', () => {
    const twoBoots = structuredClone(recorded);
    const trials = twoBoots.lookup?.trials ?? [];
    const blocks = Math.max(...trials.map(({ block }) => block)) + 1;
    for (const trial of trials) trial.boot = trial.block < blocks / 2 ? 0 : 1;
    const told = sentencesIn(twoBoots).filter(({ text }) => text.includes('of its own, which'));
    expect(told.map((each) => checkSentence(each, twoBoots, kinds))).toEqual([
      expect.objectContaining({ problems: [], recomputed: 3 }),
    ]);
  });

  test('name algorithm and library wherever they tell what a token costs', () => {
    const costs = sentences.filter(({ text }) => /takes .*(?:CPU|latency)|sooner than/.test(text));
    const bare = costs.flatMap(({ text }) => text.match(/`tokens[a-z-]*`(?! \()/g) ?? []);
    expect(costs.length).toBeGreaterThan(2);
    expect(bare).toEqual([]);
  });

  test.for([1, 2, 3, 4, 5])('forty of them, drawn at random, are right: seed %i', (seed) => {
    const computed = checksOf(recorded).filter(({ recomputed }) => recomputed > 0);
    const drawn = createRandom(seed).shuffle(computed).slice(0, 40);
    expect(drawn.filter(({ problems }) => problems.length === 0)).toHaveLength(40);
  });

  test.for<[string, (result: Result) => void]>([
    ['the CPU time of one window', ({ lookup }) => double(lookup?.trials[0], 'replicaCpuUs')],
    ['the probes of one replica', (result) => double(ofTokens(result)?.replicas[0], 'probes')],
    ['a stale accept', (result) => double(ofTokens(result)?.replicas[0], 'staleAccepts')],
    ['the largest gap between probes', (result) => double(leastProbed(result), 'resolutionMs')],
    ['the races that came back', ({ revocation }) => double(revocation?.races[0], 'cameBack')],
    ['the requests through one fault', ({ failover }) => double(failover?.trials[0], 'requests')],
  ])('are found wrong when one trial is another: %s', ([, change]) => {
    const edited = structuredClone(recorded);
    change(edited);
    expect(checksOf(edited).flatMap(({ problems }) => problems)).not.toEqual([]);
  });

  test('are found wrong when any figure of theirs is printed otherwise', () => {
    const overlooked = sentences.flatMap((sentence) =>
      otherwisePrinted(sentence.text)
        .map((text) => checkSentence({ ...sentence, text }, recorded, kinds))
        .filter(({ recomputed, problems }) => recomputed > 0 && problems.length === 0),
    );
    expect(overlooked).toEqual([]);
  });

  test('and its tables give what a check costs over the floor in one place, with its interval', () => {
    const labels = tables.map(({ columns }) => columns.map(({ label }) => label));
    const telling = labels.filter((own) => own.some((label) => /CPU over the floor/.test(label)));
    expect(telling).toHaveLength(1);
    expect(telling[0]?.join()).toContain('interval');
    expect(labels.flat()).not.toContain('over the floor');
  });

  test('and the steps of a ladder add up to the whole that is printed beside them', () => {
    const mean = (text = '') => Number(text.split(' ')[0]?.replace('−', '-').replaceAll(',', ''));
    for (const side of ['sessions', 'tokens']) {
      const steps = tables.find(({ caption }) => caption.startsWith(`${side}: microseconds`));
      const wholes = tables.find(({ caption }) => caption.startsWith('The whole, and by how much'));
      const added = (steps?.rows ?? []).map((row) => mean(row[2]?.text));
      const whole = wholes?.rows.find(([ladder]) => ladder?.text === side)?.[2]?.text;
      const rounding = added.length / 2 + 0.5;
      expect(Math.abs(added.reduce((sum, each) => sum + each) - mean(whole))).toBeLessThan(
        rounding,
      );
    }
  });

  test('need a second computation for each new figure', () => {
    const sentence = { section: 'verdicts', about: '', text: '`tokens` cost 3 cents' };
    expect(checkSentence(sentence, recorded, kinds).problems.join()).toContain(
      '3: not computed again',
    );
  });
});

/** Figures that the code fixes: confidence, bounds of verdicts, status codes, time limits. */
const fixedFigures = ['95', '99', '5', '250', '400', '401', '503'];

/** The sentence again and again, each time with the last digit of another figure raised. Names stay as they are. */
function otherwisePrinted(text: string): string[] {
  const named = text.replace(/`[^`]*`/g, (name) => '`'.repeat(name.length));
  return [...named.matchAll(/[\d.,]*\d/g)]
    .filter(([figure]) => !fixedFigures.includes(figure))
    .map(({ index, 0: figure }) => {
      const decimals = figure.split('.')[1]?.length ?? 0;
      const raised = Number(figure.replaceAll(',', '')) + 3 * 10 ** -decimals;
      return `${text.slice(0, index)}${raised.toFixed(decimals)}${text.slice(index + figure.length)}`;
    });
}

type RevocationTrials = NonNullable<Result['revocation']>['trials'];

function ofTokens({ revocation }: Result): RevocationTrials[number] | undefined {
  return revocation?.trials.find(
    ({ contender, action }) => contender === 'tokens' && action === 'logout',
  );
}

function leastProbed({ revocation }: Result): RevocationTrials[number] | undefined {
  return revocation?.trials.toSorted((a, b) => b.resolutionMs - a.resolutionMs)[0];
}

function double<Key extends string>(row: Record<Key, number> | undefined, key: Key): void {
  if (row === undefined) throw new Error(`the recorded run has no ${key}`);
  row[key] = 2 * row[key] + 1;
}
