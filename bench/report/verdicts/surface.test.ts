import { describe, expect, test } from 'vitest';
import {
  type PlantedUs,
  plantedSurface,
  surfaceContenders,
} from '../../experiments/lookup/surface.fixture.ts';
import type { Result } from '../../result/result.ts';
import type { Surface } from '../../result/surface.ts';
import { buildDocument } from '../build-document.ts';
import { recordedResult } from '../fixture.ts';
import { renderHtml } from '../html.ts';
import { renderMarkdown } from '../markdown.ts';
import { lookupKinds } from '../recomputed/lookup.fixture.ts';
import { checkSentence, sentencesOf } from '../recomputed/sentence.fixture.ts';
import { surfaceKinds } from '../recomputed/surface.fixture.ts';
import { trustKinds } from '../recomputed/trust.fixture.ts';
import { renderSummary } from '../terminal.ts';
import { surfaceTitle, surfaceVerdicts } from './surface.ts';

const planted: PlantedUs = {
  'sessions-getex': 85,
  'sessions-cached': 40,
  'sessions-hardened': 80,
  'tokens-hs256-jsonwebtoken': 55,
  'tokens-rs256-jsonwebtoken': 101,
  'tokens-es256-jose': 150,
  'tokens-es256-jose at 48': 250,
  'tokens-eddsa-jose': 160,
  'tokens-es256-jsonwebtoken': 130,
  'tokens-hs256-jose': 120,
  'tokens-rs256-jose': 140,
  'tokens-stateless-hs256-jsonwebtoken': 40,
};

/** Those of other sentences too: they must not take a figure of the surface for one of theirs. */
const kinds = [...surfaceKinds, ...lookupKinds, ...trustKinds];

function withSurface(us: PlantedUs): Result {
  const result = recordedResult();
  const { lookup } = result;
  if (lookup === null) throw new Error('the recorded run has no lookup');
  return { ...result, lookup: { ...lookup, surface: plantedSurface(us) } };
}

/** Each verdict with its evidence. */
function textsFor(surface: Surface): string[] {
  return surfaceVerdicts(surface).map(({ headline, evidence }) =>
    [headline, ...evidence].join('; ').replaceAll('\u00a0', ' '),
  );
}

/** Of the verdicts, those that begin so, a line each. */
function sentence(us: PlantedUs, start: string): string {
  const texts = textsFor(plantedSurface(us));
  const found = texts.filter((text) => text.startsWith(start));
  if (found.length === 0) throw new Error(`no verdict begins with ${start}: ${texts.join('\n')}`);
  return found.join('\n');
}

describe('the sentences of the surface', () => {
  test('name algorithm and library of each token, on the side of its verdict', () => {
    const text = sentence(planted, 'Tokens with a denylist');
    expect(text).toMatch(
      /: 1 of 7 measured configurations costs less than `sessions`; `tokens` \(HS256, jsonwebtoken\) at 0\.70\d /,
    );
    expect(text).toMatch(
      /: 1 of 7 measured configurations costs the same as `sessions`, within 5 %; `tokens` \(RS256, jsonwebtoken\) at 1\.0/,
    );
    const [, dearer = ''] =
      /: 5 of 7 measured configurations cost more than `sessions`;(.*)/.exec(text) ?? [];
    expect(dearer.match(/`tokens`/g)).toHaveLength(5);
    expect(dearer).toContain('`tokens` (ES256, jose) at 1.33');
  });

  test('generalise over an approach only where all of its configurations agree, and say so', () => {
    const dear = Object.fromEntries(
      Object.keys(planted)
        .filter((arm) => arm.startsWith('tokens-') && !arm.startsWith('tokens-stateless'))
        .map((arm) => [arm, 150]),
    );
    const text = sentence(dear, 'Tokens with a denylist');
    expect(text).toMatch(
      /^Tokens with a denylist: all 7 measured configurations cost more than `sessions`; /,
    );
    expect(text).not.toContain('\n');
  });

  test('do not call it agreement when the configurations are merely not told apart', () => {
    const arms = plantedSurface({}).rows.map(({ arm }) => [arm, 0.5] as const);
    const noisy = plantedSurface({}, surfaceContenders, Object.fromEntries(arms));
    expect(textsFor(noisy)[0]).toMatch(
      /: none of 7 measured configurations is distinguishable from `sessions`;/,
    );
  });

  test('say “not distinguishable” where the blocks of an arm disagree', () => {
    const noisy = plantedSurface(planted, surfaceContenders, { 'tokens-es256-jose': 0.5 });
    expect(textsFor(noisy).join('\n')).toMatch(
      /is not distinguishable from `sessions`; `tokens` \(ES256, jose\) at /,
    );
  });

  test('tell where the replica alone gives another verdict than the whole path', () => {
    // 2.8 more of 100 for the replica, which is less than 2 % of the 150 of the whole path.
    const close = { ...planted, 'tokens-stateless-es256-jose': 102.8 };
    const text = sentence(close, 'By replica CPU alone');
    expect(text).toMatch(
      /^By replica CPU alone \d+ of 17 configurations gets? another verdict .*; .*`tokens-stateless` \(ES256, jose\) at 1\.02\d \[[\d., ]+\] costs more/,
    );
    const alike = sentence({}, 'By replica CPU alone');
    expect(alike).toBe(
      'By replica CPU alone each of 17 configurations gets the same verdict as by the whole path',
    );
  });

  test('tell at which concurrency a token costs what, and whether its ratio moves', () => {
    const crossing = { ...planted, 'tokens-es256-jose at 1': 60 };
    expect(sentence(crossing, 'With 1 connection `tokens` (ES256, jose) costs less')).toMatch(
      /than `sessions`; with 1 connection at 0\.73\d \[/,
    );
    const dearer = sentence(
      crossing,
      'With 6 and 48 connections `tokens` (ES256, jose) costs more',
    );
    expect(dearer).toMatch(
      /with 6 connections at 1\.33\d .*; with 48 connections at (?:2\.0|1\.99)/,
    );
    const moves = (us: PlantedUs) => sentence(us, 'From 1 to 48 connections');
    expect(moves(crossing)).toMatch(
      /the ratio of `tokens` \(ES256, jose\) to `sessions` grows; .* 2\.7\d+ /,
    );
    expect(moves(planted)).toContain(
      'the ratio of `tokens-stateless` (ES256, jose) to `sessions` stays the same within 5 %',
    );
  });

  test('name the cheapest of each approach', () => {
    expect(sentence(planted, 'The lowest ratio')).toMatch(
      /`tokens` \(HS256, jsonwebtoken\), `tokens-stateless` \(HS256, jsonwebtoken\) and `sessions-cached`;/,
    );
  });

  test('leave out what the run does not hold', () => {
    const texts = textsFor(plantedSurface(planted, ['floor', 'sessions', 'tokens']));
    expect(texts.join()).not.toMatch(/stateless|sessions-/);
    expect(texts.length).toBeGreaterThan(2);
  });

  test.for<[string, PlantedUs]>([
    ['mixed', planted],
    ['equal', {}],
  ])('hold only figures that the trials give: %s', ([, us]) => {
    const result = withSurface(us);
    const checks = surfaceTexts(result).map((each) => checkSentence(each, result, kinds));
    expect(checks.flatMap(({ problems }) => problems)).toEqual([]);
    const recomputed = checks.reduce((sum, each) => sum + each.recomputed, 0);
    expect(recomputed).toBeGreaterThan(60);
  });

  test('are found wrong when one trial is another', () => {
    const result = withSurface(planted);
    const texts = surfaceTexts(result);
    for (const trial of result.lookup?.surface?.trials ?? []) {
      if (trial.arm === 'tokens-rs256-jose' && trial.block === 3) trial.replicaCpuUs *= 2;
    }
    const problems = texts.flatMap((each) => checkSentence(each, result, kinds).problems);
    expect(problems.join()).toContain('`tokens` (RS256, jose)');
  });
});

/** The texts under the heading of the surface. */
function surfaceTexts(result: Result) {
  const document = buildDocument(result);
  const lookup = document.sections.filter(({ id }) => id === 'lookup');
  const all = sentencesOf({ ...document, sections: lookup });
  const start = all.findIndex(({ text }) => text === surfaceTitle);
  const end = all.findIndex(({ text }) => text === 'Where the CPU goes');
  return all.slice(start + 1, end);
}

describe('a report with a surface', () => {
  const writers: readonly (readonly [string, (result: Result) => string])[] = [
    ['the page', renderHtml],
    ['the Markdown', renderMarkdown],
    ['the summary on the screen', (result) => renderSummary(result, { width: 100, colour: false })],
  ];

  test.for(writers)('%s has its sentences, and that they stand on one boot', ([, write]) => {
    const text = write(withSurface(planted))
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll(/[\s`]+/g, ' ');
    expect(text).toContain(surfaceTitle);
    expect(text).toContain('All figures come from one boot');
    expect(text).toContain('connections tokens (ES256, jose) costs more than sessions');
    expect(write(recordedResult())).not.toContain(surfaceTitle);
  });
});
