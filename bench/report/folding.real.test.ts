import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, unfold } from './browser.fixture.ts';

/** With everything folded, at a width of 1280 pixels. */
const mostPixelsHigh = 12_000;

describeInBrowser('the folded page in a browser', (open) => {
  test.for(['usual.html', 'large.html', 'full.html'] as const)('is short: %s', async (name) => {
    const { page } = await open(name, 1280);
    expect(await page.evaluate(height)).toBeLessThanOrEqual(mostPixelsHigh);
    await page.evaluate(unfold);
    expect(await page.evaluate(height)).toBeGreaterThan(mostPixelsHigh);
    await page.close();
  });

  test.for([
    [1280, 800],
    [390, 844],
  ] as const)(
    'shows its first section on the first screen of %i by %i pixels',
    async ([width, height]) => {
      const { page } = await open('usual.html', width, { viewport: { width, height } });
      const top = await page.locator('main > section h2').first().boundingBox();
      expect(top?.y).toBeLessThan(height / 3);
      const answer = await page.locator('main > section > h2 + *').first().boundingBox();
      expect(answer?.y).toBeLessThan(height / 3);
      await page.close();
    },
  );

  test('has the whole first table on the first screen of a projector, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open('usual.html', 1280, { colorScheme });
      const table = await page.locator('table.answer').boundingBox();
      expect((table?.y ?? 0) + (table?.height ?? 0)).toBeLessThanOrEqual(800);
      const rows = await page.locator('table.answer tbody tr').all();
      const heights = await Promise.all(rows.map((row) => row.boundingBox()));
      expect(Math.max(...heights.map((box) => box?.height ?? 0))).toBeLessThanOrEqual(34);
      await page.close();
    }
  });

  test('turns the first table into cards on a phone, which holds every cell', async () => {
    const { page } = await open('usual.html', 390, { viewport: { width: 390, height: 844 } });
    const cells = await page.locator('table.answer td').all();
    const boxes = await Promise.all(cells.map((cell) => cell.boundingBox()));
    expect(boxes.length).toBeGreaterThan(50);
    for (const box of boxes) expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
    await page.close();
  });

  test('has the sections beside it on a wide screen, and they stay while it scrolls', async () => {
    const { page } = await open('usual.html', 1280);
    const contents = page.getByRole('navigation', { name: 'Sections' });
    await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
    const box = await contents.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect(box?.width).toBeLessThan(300);
    await page.close();
  });

  test('opens a chapter by a click on its link, without a script, and marks it', async () => {
    const { page } = await open('usual.html', 1280, { javaScriptEnabled: false });
    const link = page.getByRole('navigation').getByRole('link', { name: 'Failover' });
    const weight = () => page.evaluate(linkWeight);
    expect(await weight()).toBe('400');
    await link.click();
    await page.getByText('Faults and contenders, all trials together').waitFor();
    expect(await weight()).toBe('700');
    await page.close();
  });

  test('every link into the page opens what its target is in, and leads there', async () => {
    const { page, address } = await open('usual.html', 1280, {
      javaScriptEnabled: false,
      // Otherwise each step has to wait for a scroll to end.
      reducedMotion: 'reduce',
    });
    const targets = await page.evaluate<string[]>(linkTargets);
    expect(targets.length).toBeGreaterThan(20);
    for (const id of targets) {
      await page.evaluate(fold);
      await page.goto(`${address}#`);
      await page.goto(`${address}#${id}`);
      await expect.poll(() => page.evaluate(isInView(id)), { message: id }).toBe(true);
    }
    await page.close();
  });

  test('prints everything that is folded, except the tables behind the charts', async () => {
    const { page } = await open('usual.html', 718);
    const onScreen = await page.evaluate<number>(height);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(hiddenOnPaper)).toEqual([]);
    const folded = await page.evaluate<number>(height);
    expect(folded).toBeGreaterThan(2 * onScreen);
    await page.evaluate(unfold);
    expect(await page.evaluate(height)).toBe(folded);
    await page.close();
  });

  test('a reader with a keyboard reaches every link and opens every fold, and sees where', async () => {
    const { page } = await open('usual.html', 1280);
    const [links, folds] = await page.evaluate<[number, number]>(
      `[document.links.length, document.querySelectorAll('summary').length]`,
    );
    const reached = await walkByKeyboard(page);
    expect(reached).toEqual({ links, folds, unseen: 0 });
    await page.close();
  });

  test.for([
    ['light', 1280, 'folded'],
    ['light', 1280, 'opened'],
    ['dark', 1280, 'folded'],
    ['dark', 1280, 'opened'],
    ['light', 390, 'opened'],
  ] as const)('axe finds no violation: %s, %i pixels, %s', async ([colorScheme, width, state]) => {
    const { page } = await open('usual.html', width, { colorScheme });
    if (state === 'opened') await page.evaluate(unfold);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });
});

/** From the top of the page with Tab to its end; Enter opens each fold on the way. `unseen`: without a visible focus. */
async function walkByKeyboard(page: Page) {
  const reached = { links: 0, folds: 0, unseen: 0 };
  for (;;) {
    await page.keyboard.press('Tab');
    const { tag, isSeen } = await page.evaluate<{ tag: string; isSeen: boolean }>(focused);
    if (tag === 'BODY') return reached;
    reached.unseen += Number(!isSeen);
    reached.links += Number(tag === 'A');
    if (tag !== 'SUMMARY') continue;
    await page.keyboard.press('Enter');
    reached.folds += Number(
      await page.evaluate('document.activeElement.parentElement.open === true'),
    );
  }
}

/** Each rule of axe that the page breaks, with the first place where. */
async function violationsOf(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].html, nodes[0].failureSummary]))`,
  );
}

/** What follows runs in the browser. */
const height = 'document.documentElement.scrollHeight';

const fold = `document.querySelectorAll('details').forEach((each) => { each.open = false; })`;

const linkWeight = `getComputedStyle(document.querySelector('nav [href="#failover"]')).fontWeight`;

const linkTargets = `[...new Set([...document.querySelectorAll('a[href^="#"]')].map((link) => link.hash.slice(1)))]`;

const isInView = (id: string) => `(({ top }, target) =>
  target.checkVisibility() && top > -2 && top < innerHeight)(
    document.getElementById('${id}').getBoundingClientRect(), document.getElementById('${id}'))`;

const hiddenOnPaper = `[...document.querySelectorAll('details')]
  .filter((each) => each.closest('figure') === null)
  .flatMap((each) => [...each.children].filter((child) => !child.checkVisibility()))
  .map((child) => child.textContent.slice(0, 60))`;

const focused = `(({ tagName, parentElement }, style) => ({
  tag: tagName,
  isSeen: tagName === 'BODY' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1),
}))(document.activeElement, getComputedStyle(document.activeElement))`;
