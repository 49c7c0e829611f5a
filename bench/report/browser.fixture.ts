import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../result/result.ts';
import { defaultSize, enlarged, eventfulResult, fullSize } from './fixture.ts';
import { renderHtml } from './html.ts';

export const executablePath = '/usr/bin/chromium';
export const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The page of the recorded run, and of runs as long as those of the default and of the full profile. */
const sizes = {
  'usual.html': (result) => result,
  'large.html': (result) => enlarged(result, defaultSize),
  'full.html': (result) => enlarged(result, fullSize),
} satisfies Record<string, (result: Result) => Result>;

export type PageName = keyof typeof sizes;

export interface Opened {
  readonly page: Page;
  /** What the browser wrote to its console. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
  /** `file:` address of the page. */
  readonly address: string;
}

/** Opens a page of a run in a window of its own, 800 pixels high unless the options say otherwise. */
export type Open = (
  name: PageName,
  width: number,
  options?: BrowserContextOptions,
) => Promise<Opened>;

/** Tests of the report's page in a real browser; without one there is a single test, whose name says so. */
export function describeInBrowser(title: string, tests: (open: Open) => void): void {
  if (!existsSync(executablePath)) {
    test(`${title} is not tried: there is no ${executablePath}`, () => {
      expect(existsSync(executablePath)).toBe(false);
    });
    return;
  }
  describe(title, () => {
    let browser: Browser;
    let directory: string;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'page-'));
      const result = eventfulResult();
      for (const [name, sized] of Object.entries(sizes)) {
        await writeFile(join(directory, name), renderHtml(sized(result)));
      }
      browser = await chromium.launch({ executablePath, args: quiet });
    });
    afterAll(async () => {
      await browser.close();
      await rm(directory, { recursive: true });
    });

    tests(async (name, width, options = {}) => {
      const page = await browser.newPage({ viewport: { width, height: 800 }, ...options });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      const address = pathToFileURL(join(directory, name)).href;
      await page.goto(address);
      return { page, complaints, requests, address };
    });
  });
}

/** Runs in the browser: opens everything that is folded. */
export const unfold = `document.querySelectorAll('details').forEach((each) => { each.open = true; })`;
