import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { plantedFirstSeen } from '../../experiments/lookup/first-seen.fixture.ts';
import { plantedSurface } from '../../experiments/lookup/surface.fixture.ts';
import { type Result, resultSchema } from '../../result/result.ts';
import { buildDocument } from '../build-document.ts';
import { enlarged, eventfulResult, fullSize, recordedResult, smokeResult } from '../fixture.ts';
import { namesIn } from '../recomputed/contenders.fixture.ts';
import { costsOf, everyone, sharedByAll } from './worst-case.fixture.ts';

const wholeRun = resultSchema.parse(
  JSON.parse(
    gunzipSync(readFileSync(new URL('../fixture/whole-run.json.gz', import.meta.url))).toString(
      'utf8',
    ),
  ),
);

const cases: readonly (readonly [name: string, results: readonly Result[]])[] = [
  ['of the recorded runs', [recordedResult(), smokeResult(), wholeRun]],
  ['of a run with surprises', [eventfulResult()]],
  ['of a run as long as the full profile', [enlarged(eventfulResult(), fullSize)]],
  ['of each cost', costsOf(wholeRun)],
  ['of a surface and a curve', [withSweeps(recordedResult())]],
  ['of each outcome that all contenders share, or the three with the longest names', sharedByAll],
];

/** The run with each algorithm and library, several numbers of connections, and a cache of verified tokens. */
function withSweeps(result: Result): Result {
  const { lookup } = result;
  if (lookup === null) throw new Error('the fixture has lookup');
  const surface = plantedSurface({ 'tokens-es256-jose at 48': 250 });
  const firstSeen = plantedFirstSeen({ referenceUs: 150, hitUs: 50, missUs: 175 });
  return { ...result, lookup: { ...lookup, surface, firstSeen } };
}

function verdictsOf(result: Result) {
  return buildDocument(result).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'verdicts' ? block.verdicts : [])),
  );
}

/** The run as if each of its gates had failed: a headline then begins with that. */
function withFailedGates(result: Result): Result {
  return { ...result, gates: result.gates.map((gate) => ({ ...gate, status: 'fail' as const })) };
}

const wordsOf = (headline: string) => headline.split(/\s+/).length;
const contendersIn = (text: string) => namesIn(text).filter((each) => everyone.includes(each));

describe.for(cases)('the headlines %s', ([, results]) => {
  const verdicts = results
    .flatMap((each) => [each, withFailedGates(each)])
    .flatMap((each) => verdictsOf(each));

  test('have at most 25 words', () => {
    expect(verdicts.length).toBeGreaterThan(5);
    const long = verdicts.filter(({ headline }) => wordsOf(headline) > 25);
    expect(new Set(long.map(({ headline }) => headline))).toEqual(new Set());
  });

  test('name at most three contenders', () => {
    const crowded = verdicts.filter(({ headline }) => contendersIn(headline).length > 3);
    expect(new Set(crowded.map(({ headline }) => headline))).toEqual(new Set());
  });

  test('have evidence that lists each contender that they count', () => {
    const counting = verdicts.flatMap(({ headline, evidence }) => {
      const found = /(?:all (?<all>\d+)|(?<some>\d+) of \d+) contenders/.exec(headline)?.groups;
      if (found === undefined) return [];
      const listed = new Set(evidence.flatMap(contendersIn)).size;
      return [{ headline, counted: Number(found.all ?? found.some), listed }];
    });
    expect(counting.filter(({ counted, listed }) => listed < counted)).toEqual([]);
  });
});
