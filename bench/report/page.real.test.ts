import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, unfold } from './browser.fixture.ts';

describeInBrowser('the page in a browser', (open) => {
  const overflow = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  test.for([
    ['usual.html', 390],
    ['usual.html', 320],
    ['large.html', 390],
    ['usual.html', 768],
    ['usual.html', 1280],
    ['large.html', 1920],
  ] as const)('%s never scrolls sideways at %i pixels', async ([name, width]) => {
    const { page } = await open(name, width);
    expect(await overflow(page)).toBe(0);
    await page.evaluate(unfold);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test('loads no other file, and the browser reports no error', async () => {
    const { page, complaints, requests, address } = await open('usual.html', 1280);
    expect(requests).toEqual([address]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.for([390, 768, 1280])(
    'has no text in a chart smaller than 9 pixels at %i',
    async (width) => {
      const { page } = await open('usual.html', width);
      await page.evaluate(unfold);
      const smallest =
        await page.evaluate(`Math.min(...[...document.querySelectorAll('.chart text')]
      .filter((text) => text.getClientRects().length > 0)
      .map((text) => parseFloat(getComputedStyle(text).fontSize)
        * text.ownerSVGElement.getBoundingClientRect().width / text.ownerSVGElement.viewBox.baseVal.width))`);
      expect(smallest).toBeGreaterThanOrEqual(9);
      await page.close();
    },
  );

  test('follows the colour scheme of the reader', async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';
    const [light, dark] = [
      await open('usual.html', 800),
      await open('usual.html', 800, { colorScheme: 'dark' }),
    ];
    expect(await light.page.evaluate(background)).toBe('rgb(252, 251, 248)');
    expect(await dark.page.evaluate(background)).toBe('rgb(19, 21, 23)');
    await light.page.close();
    await dark.page.close();
  });

  test('names its charts to those who listen, and describes them', async () => {
    const { page } = await open('usual.html', 390);
    await page.evaluate(unfold);
    const charts = page.getByRole('img', { name: 'Cost per request against revocation latency' });
    // The wide one is hidden, and so it is not read twice; its description is that of the narrow one too.
    expect(await charts.count()).toBe(1);
    expect(await page.evaluate(description)).toContain('microseconds over the floor');
    await page.close();
  });

  test('prints on A4 without cutting a table or breaking a word', async () => {
    const { page } = await open('usual.html', 718, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await overflow(page)).toBe(0);
    expect(await page.evaluate(tornWords)).toEqual([]);
    expect(await page.evaluate(cutTables)).toEqual([]);
    await page.close();
  });

  test('cuts no table off at 1280 pixels', async () => {
    const { page } = await open('usual.html', 1280);
    await page.evaluate(unfold);
    expect(await page.evaluate(cutTables)).toEqual([]);
    await page.close();
  });

  test.for([390, 1280])('has no text over another at %i pixels', async (width) => {
    const { page } = await open('usual.html', width);
    await page.evaluate(unfold);
    expect(await page.evaluate(spilledCells)).toEqual([]);
    expect(await page.evaluate(overlappingTexts)).toEqual([]);
    await page.close();
  });
});

/** What follows runs in the browser. */
const description = `document.getElementById(
  document.querySelector('#pareto .narrow svg').getAttribute('aria-describedby')).textContent`;

const cutTables = `[...document.querySelectorAll('.scroll')]
  .filter((box) => box.firstElementChild.getBoundingClientRect().width > box.getBoundingClientRect().width + 1)
  .map((box) => box.textContent.slice(0, 60))`;

const spilledCells = `[...document.querySelectorAll('th, td')]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 2)
  .map((cell) => cell.textContent)`;

/** Words of letters in tables whose parts stand in different lines. */
const tornWords = `[...document.querySelectorAll('th, td')].flatMap((cell) => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const torn = [];
  while (texts.nextNode()) {
    for (const { 0: word, index } of texts.currentNode.data.matchAll(/\\p{L}{2,}/gu)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      const lines = [...range.getClientRects()];
      if (lines.length > 1 && lines.at(-1).top > lines[0].top + 4) torn.push(word);
    }
  }
  return torn;
})`;

const overlappingTexts = `[...document.querySelectorAll('svg.chart')].flatMap((chart) => {
  const texts = [...chart.querySelectorAll('text')]
    .map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0);
  return texts.flatMap((one, index) => texts.slice(index + 1)
    .filter(({ box }) => Math.min(one.box.right, box.right) - Math.max(one.box.left, box.left) > 2
      && Math.min(one.box.bottom, box.bottom) - Math.max(one.box.top, box.top) > 5)
    .map((other) => one.name + ' over ' + other.name));
})`;
