import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { executablePath, quiet } from '../bench/report/browser.fixture.ts';
import { addressOf, pages } from './.vitepress/pages.ts';

const root = join(import.meta.dirname, '..');
const withDiagram = ['/01-run-it', '/08-logout', '/10-short-lives', '/19-choose', '/project'];

if (existsSync(executablePath)) describe('the site of `make docs`', inBrowser);
else {
  test(`the site is not tried: there is no ${executablePath}`, () => {
    expect(existsSync(executablePath)).toBe(false);
  });
}

function inBrowser(): void {
  let make: ChildProcess;
  let output = '';
  let address = '';
  let browser: Browser;

  beforeAll(async () => {
    make = spawn('make', ['docs'], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [make.stdout, make.stderr]) {
      stream?.on('data', (chunk) => {
        output += String(chunk);
      });
    }
    await vi.waitFor(() => expect(output).toMatch(/Ctrl-C|Error|not built/), { timeout: 400_000 });
    address = /http:\/\/\S+(?=\/ until)/.exec(output)?.[0] ?? '';
    browser = await chromium.launch({ executablePath, args: quiet });
  }, 420_000);

  afterAll(async () => {
    await browser?.close();
    if (make.exitCode === null && make.signalCode === null) interrupt();
  });

  function interrupt(): void {
    process.kill(-(make.pid ?? 0), 'SIGINT');
  }

  async function open(path: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    await page.goto(`${address}${path}`, { waitUntil: 'networkidle' });
    await page.evaluate(unfold);
    return page;
  }

  test('says what it does and where the site is', () => {
    expect(output).toMatch(/^building the site: \d+ pages, about half a minute$/m);
    expect(output).toMatch(/^the site is at http:\/\/127\.0\.0\.1:\d+\/ until you press Ctrl-C$/m);
    expect(output).not.toMatch(/stay text|WARNING/);
  });

  test('its programs have no type error', () => {
    const program = ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'docs/.vitepress'];
    const check = spawnSync(process.execPath, program, { cwd: root, encoding: 'utf8' });
    expect(check).toMatchObject({ status: 0, stdout: '' });
  });

  test('each chapter is linked from the home page, and leads to the next one', async () => {
    const page = await open('/', 1280, 'light');
    const chapters = pages.map(addressOf).filter((path) => /^\/\d\d-/.test(path));
    for (const chapter of chapters) {
      expect(await page.locator(`main a[href="${chapter}"]`).count(), chapter).toBeGreaterThan(0);
    }
    await page.goto(`${address}/08-logout`);
    expect(await page.locator('main a[href="/09-denylist"]').count()).toBeGreaterThan(0);
    expect(
      await page
        .locator('main p', { hasText: /^Next: / })
        .locator('a')
        .count(),
    ).toBe(1);
    await page.close();
  });

  test.for([390, 1280])('no page scrolls sideways at %i pixels', async (width) => {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      javaScriptEnabled: false, // The pages come complete. Without scripts they load sooner.
    });
    const page = await context.newPage();
    const wide: string[] = [];
    for (const path of pages.map(addressOf)) {
      await page.goto(`${address}${path}`);
      await page.evaluate(unfold);
      if ((await page.evaluate(overflow)) !== 0) wide.push(path);
    }
    expect(wide).toEqual([]);
    await context.close();
  });

  test.for([390, 1280])(
    'every diagram is drawn, with text of 12 pixels or more, at %i',
    async (width) => {
      const page = await open('/', width, 'light');
      for (const path of withDiagram) {
        await page.goto(`${address}${path}`);
        await page.evaluate(unfold);
        expect(await page.locator('.language-mermaid').count()).toBe(0);
        const sizes = (await page.evaluate(textSizes)) as number[];
        expect(sizes.length, path).toBeGreaterThan(0);
        expect(Math.min(...sizes), path).toBeGreaterThanOrEqual(11.9);
      }
      await page.close();
    },
  );

  test('a diagram is there before any script runs, and no page loads Mermaid', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${address}/08-logout`);
    expect(await page.locator('figure.diagram svg:visible').count()).toBe(1);
    await context.close();
    const live = await browser.newPage();
    const requests: string[] = [];
    live.on('request', (request) => requests.push(request.url()));
    await live.goto(`${address}/08-logout`, { waitUntil: 'networkidle' });
    expect(requests.filter((url) => /mermaid|elk|cytoscape/i.test(url))).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(address) && !url.startsWith('data:'))).toEqual(
      [],
    );
    await live.close();
  });

  test('a diagram follows the colour scheme', async () => {
    const [light, dark] = [
      await open('/08-logout', 1280, 'light'),
      await open('/08-logout', 1280, 'dark'),
    ];
    expect(await light.evaluate(textColour)).not.toBe(await dark.evaluate(textColour));
    await light.close();
    await dark.close();
  });

  test('a diagram is read as its words', async () => {
    const page = await open('/08-logout', 1280, 'light');
    const figure = page.getByRole('img', { name: 'Diagram: Alice, replica 1, Redis' });
    expect(await figure.count()).toBe(1);
    const id = await figure.getAttribute('aria-describedby');
    expect(await page.locator(`#${id}`).textContent()).toContain(
      'From Alice to replica 1 (POST /logout).',
    );
    await page.close();
  });

  test('the search finds the chapter about the denylist', async () => {
    const page = await open('/', 1280, 'light');
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('denylist');
    await page.locator('#localsearch-list a[href*="/09-denylist"]').first().waitFor();
    await page.close();
  });

  test.for([
    ['/', 'light', 1280],
    ['/08-logout', 'light', 390],
    ['/08-logout', 'dark', 1280],
    ['/19-choose', 'light', 1280],
    ['/19-choose', 'dark', 390],
    ['/gallery/', 'dark', 1280],
  ] as const)('axe finds no violation: %s, %s, %i pixels', async ([path, scheme, width]) => {
    const page = await open(path, width, scheme);
    await page.evaluate(axe.source);
    expect(await page.evaluate(violations)).toEqual([]);
    await page.close();
  });

  test('Ctrl-C ends it and leaves no process', async () => {
    interrupt();
    await expect.poll(() => make.exitCode ?? make.signalCode).not.toBeNull();
    expect(() => process.kill(-(make.pid ?? 0), 0)).toThrow('ESRCH');
    expect(output.trimEnd()).toMatch(/until you press Ctrl-C$/);
  });
}

/** What follows runs in the browser. */
const unfold = `document.querySelectorAll('details').forEach((each) => { each.open = true; })`;

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const textColour = `getComputedStyle(document.querySelector('figure.diagram text')).fill`;

/** The height of each text of the shown drawings, on the screen. */
const textSizes = `[...document.querySelectorAll('figure.diagram text')]
  .filter((text) => text.getClientRects().length > 0)
  .map((text) => parseFloat(getComputedStyle(text).fontSize)
    * text.ownerSVGElement.getBoundingClientRect().width / text.ownerSVGElement.viewBox.baseVal.width)`;

/** Each rule that the page breaks, with the first place where. VitePress writes the name of its search button. */
const violations = `axe.run({ exclude: ['.DocSearch-Button'] }, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes[0].target.join(' ') + ' ' + nodes[0].failureSummary))`;
