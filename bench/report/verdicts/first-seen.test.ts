import { describe, expect, test } from 'vitest';
import {
  type PlantedCache,
  plantedFirstSeen,
} from '../../experiments/lookup/first-seen.fixture.ts';
import type { Result } from '../../result/result.ts';
import { buildDocument } from '../build-document.ts';
import { quotedPage, recordedResult } from '../fixture.ts';
import { firstSeenKinds } from '../recomputed/first-seen.fixture.ts';
import { lookupKinds } from '../recomputed/lookup.fixture.ts';
import { checkSentence, sentencesOf } from '../recomputed/sentence.fixture.ts';
import { surfaceKinds } from '../recomputed/surface.fixture.ts';
import { trustKinds } from '../recomputed/trust.fixture.ts';
import { renderSummary } from '../terminal.ts';
import { firstSeenTitle, firstSeenVerdicts } from './first-seen.ts';

const crossing: PlantedCache = { referenceUs: 150, hitUs: 50, missUs: 175 };
const cheap: PlantedCache = { ...crossing, missUs: 120 };
/** At its largest share the interval of the crossover reaches beyond all tokens. */
const barely: PlantedCache = { ...crossing, missUs: 151, spread: 0.03 };
const noisy: PlantedCache = { referenceUs: 150, hitUs: 149, missUs: 151, spread: 0.3 };

const kinds = [...firstSeenKinds, ...surfaceKinds, ...lookupKinds, ...trustKinds];

function withCurve(planted: PlantedCache): Result {
  const result = recordedResult();
  const { lookup } = result;
  if (lookup === null) throw new Error('the recorded run has no lookup');
  return { ...result, lookup: { ...lookup, firstSeen: plantedFirstSeen(planted) } };
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const sentencesFor = (planted: PlantedCache) =>
  firstSeenVerdicts(plantedFirstSeen(planted)).map(({ headline, evidence }) =>
    plain([headline, ...evidence].join('; ')),
  );

/** The texts under the heading of the curve. */
function textsOf(result: Result) {
  const document = buildDocument(result);
  const lookup = document.sections.filter(({ id }) => id === 'lookup');
  const all = sentencesOf({ ...document, sections: lookup });
  const start = all.findIndex(({ text }) => text === firstSeenTitle);
  const end = all.findIndex(({ text }) => text === 'Where the CPU goes');
  return all.slice(start + 1, end);
}

describe('the sentences of first-seen tokens', () => {
  test('tell the ratio at each share, and from which share on the cache saves nothing', () => {
    const told = sentencesFor(crossing);
    expect(told[0]).toMatch(
      /^With 0 %.* first-seen tokens `tokens-pushed-cached` \(ES256, jose\) costs less than `tokens-pushed` \(ES256, jose\); with 0 % first-seen tokens at 0\.50\d* \[/,
    );
    expect(told.at(-2)).toMatch(
      /^With 100 % .* costs more than .*; with 100 % first-seen tokens at 1\.12\d* /,
    );
    expect(told.at(-1)).toMatch(
      /^From (?:79|80|81) % first-seen tokens on \(95 % interval from \d+ % to \d+ %\)/,
    );
  });

  test('say that the cache saves CPU at every share, where it does', () => {
    expect(sentencesFor(cheap).at(-1)).toBe(
      'The cache saves CPU at every share that was measured, up to 100 %',
    );
  });

  test('say no share where the interval does not end, and none where the blocks disagree', () => {
    expect(sentencesFor(barely).at(-1)).toMatch(/ to more than 100 %\) the cache saves nothing/);
    expect(sentencesFor(noisy).at(-1)).toContain('do not tell from which share on');
  });

  test.for([
    ['crossing', crossing],
    ['cheap', cheap],
    ['barely crossing', barely],
    ['noisy', noisy],
  ] as const)('hold only figures that the trials give: %s', ([, planted]) => {
    const result = withCurve(planted);
    const checks = textsOf(result).map((each) => checkSentence(each, result, kinds));
    expect(checks.flatMap(({ problems }) => problems)).toEqual([]);
    expect(checks.reduce((sum, each) => sum + each.recomputed, 0)).toBeGreaterThan(15);
  });

  test('are found wrong when one trial is another', () => {
    const result = withCurve(crossing);
    const texts = textsOf(result);
    const trial = result.lookup?.firstSeen?.trials.find(({ share }) => share === 1);
    if (trial !== undefined) trial.replicaCpuUs *= 2;
    const problems = texts.flatMap((each) => checkSentence(each, result, kinds).problems);
    expect(problems.join()).toMatch(/with 100 % first-seen/);
    expect(problems.join()).toMatch(/From \d+ % first-seen/);
  });

  test('stand in the report with their curve, and on the screen; a run without the curve has none', () => {
    const page = quotedPage(withCurve(crossing));
    const [figure = ''] = /<figure id="first-seen-chart">.*?<\/figure>/s.exec(page) ?? [];
    expect(figure).toContain('>100\u00a0%<');
    expect(figure).toContain('tokens-pushed-cached (ES256, jose)');
    const screen = (result: Result) => renderSummary(result, { width: 100, colour: false });
    expect(screen(withCurve(crossing))).toContain(firstSeenTitle);
    expect(screen(recordedResult())).not.toContain(firstSeenTitle);
    expect(quotedPage(recordedResult())).not.toContain(firstSeenTitle);
  });
});
