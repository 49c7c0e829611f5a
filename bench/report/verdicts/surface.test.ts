import { describe, expect, test } from 'vitest';
import {
  type PlantedUs,
  plantedSurface,
  surfaceContenders,
} from '../../experiments/lookup/surface.fixture.ts';
import type { Result } from '../../result/result.ts';
import { buildDocument } from '../build-document.ts';
import { recordedResult } from '../fixture.ts';
import { renderHtml } from '../html.ts';
import { renderMarkdown } from '../markdown.ts';
import { lookupKinds } from '../recomputed/lookup.fixture.ts';
import { checkSentence, sentencesOf } from '../recomputed/sentence.fixture.ts';
import { surfaceKinds } from '../recomputed/surface.fixture.ts';
import { trustKinds } from '../recomputed/trust.fixture.ts';
import { renderSummary } from '../terminal.ts';
import { surfaceSentences, surfaceTitle } from './surface.ts';

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

function withSurface(us: PlantedUs, contenders?: readonly string[]): Result {
  const result = recordedResult();
  const { lookup } = result;
  if (lookup === null) throw new Error('the recorded run has no lookup');
  const surface = plantedSurface(us, contenders && [...contenders]);
  return { ...result, lookup: { ...lookup, surface } };
}

/** Of the sentences, the one that begins so. */
function sentence(us: PlantedUs, start: string, contenders?: string[]): string {
  const surface = plantedSurface(us, contenders);
  const texts = surfaceSentences(surface).map((text) => text.replaceAll('\u00a0', ' '));
  const found = texts.find((text) => text.startsWith(start));
  if (found === undefined) throw new Error(`no sentence begins with ${start}: ${texts.join('\n')}`);
  return found;
}

describe('the sentences of the surface', () => {
  test('name algorithm and library of each token, on the side of its verdict', () => {
    const text = sentence(planted, 'Tokens with a denylist');
    expect(text).toMatch(/^Tokens with a denylist: the 7 measured configurations differ\. /);
    expect(text).toMatch(
      /`tokens` \(HS256, jsonwebtoken\) at 0\.70\d \[[\d., ]+\] costs less than `sessions`;/,
    );
    expect(text).toMatch(
      /`tokens` \(RS256, jsonwebtoken\) at 1\.0\d+ \[[\d., ]+\] costs the same as `sessions`, within 5 %;/,
    );
    const [, dearer = ''] = /;([^;]+) cost more than `sessions`\.$/.exec(text) ?? [];
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
    expect(text).toMatch(/^Tokens with a denylist: all 7 measured configurations agree\. /);
    expect(text).toMatch(/cost more than `sessions`\.$/);
    expect(text).not.toContain(';');
  });

  test('do not call it agreement when the configurations are merely not told apart', () => {
    const arms = plantedSurface({}).rows.map(({ arm }) => [arm, 0.5] as const);
    const noisy = plantedSurface({}, surfaceContenders, Object.fromEntries(arms));
    const [text = ''] = surfaceSentences(noisy);
    expect(text).toMatch(/ are not distinguishable from `sessions`\.$/);
    expect(text).not.toMatch(/agree|differ/);
  });

  test('say “not distinguishable” where the blocks of an arm disagree', () => {
    const noisy = plantedSurface(planted, surfaceContenders, { 'tokens-es256-jose': 0.5 });
    expect(surfaceSentences(noisy)[0]).toMatch(
      /`tokens` \(ES256, jose\) at [\d.]+ \[[\d., ]+\] is not distinguishable from `sessions`/,
    );
  });

  test('tell where the replica alone gives another verdict than the whole path', () => {
    // 2.8 more of 100 for the replica, which is less than 2 % of the 150 of the whole path.
    const close = { ...planted, 'tokens-stateless-es256-jose': 102.8 };
    const text = sentence(close, 'By replica CPU alone');
    expect(text).toMatch(
      /^By replica CPU alone \d+ of 17 configurations gets? another verdict .*: .*`tokens-stateless` \(ES256, jose\) at 1\.02\d \[[\d., ]+\] costs more/,
    );
    const alike = sentence({}, 'By replica CPU alone');
    expect(alike).toBe(
      'By replica CPU alone each of 17 configurations gets the same verdict as by the whole path.',
    );
  });

  test('tell at which concurrency a token costs what, and whether its ratio moves', () => {
    const crossing = { ...planted, 'tokens-es256-jose at 1': 60 };
    const text = sentence(crossing, '`tokens` (ES256, jose) by concurrency');
    expect(text).toMatch(
      /with 1 connection at 0\.73\d \[[\d., ]+\] it costs less than `sessions`;/,
    );
    expect(text).toMatch(
      /with 6 connections at 1\.33\d .* and with 48 connections at (?:2\.0|1\.99)/,
    );
    expect(text).toMatch(/From 1 to 48 connections its ratio to `sessions` grows: .* 2\.7\d+ /);
    const still = sentence(planted, '`tokens-stateless` (ES256, jose) by concurrency');
    expect(still).toContain('its ratio to `sessions` stays the same within 5 %');
  });

  test('name the cheapest of each approach', () => {
    expect(sentence(planted, 'The lowest ratio')).toMatch(
      /`tokens` \(HS256, jsonwebtoken\) .*, `tokens-stateless` \(HS256, jsonwebtoken\) .* and `sessions-cached` /,
    );
  });

  test('leave out what the run does not hold', () => {
    const texts = surfaceSentences(plantedSurface(planted, ['floor', 'sessions', 'tokens']));
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
    expect(text).toContain('tokens (ES256, jose) by concurrency');
    expect(write(recordedResult())).not.toContain(surfaceTitle);
  });

  test('draws every configuration and the pair of equals, and lists them with the cheapest first', () => {
    const page = renderHtml(withSurface(planted));
    const [figure = ''] = /<figure id="surface-chart">.*?<\/figure>/s.exec(page) ?? [];
    expect(figure).toContain('A/A: floor ÷ its copy');
    for (const label of ['tokens (EdDSA, jose)', 'at 48: tokens (ES256, jose)', 'sessions-getex'])
      expect(figure).toContain(`>${label}<`);
    const markdown = renderMarkdown(withSurface(planted));
    const lines = markdown.split('\n');
    const first = lines.findIndex((line) => /^\| *configuration/.test(line));
    expect(lines[first + 2]).toMatch(
      /`sessions-cached`|`tokens-stateless` \(HS256, jsonwebtoken\)/,
    );
  });
});
