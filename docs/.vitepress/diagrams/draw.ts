import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { type Drawn, diagramsOfPages, keyOf, readDrawn, writeDrawn } from './drawn.ts';
import { type InBrowser, program, type Raw } from './in-browser.ts';
import { type Layout, layoutsFor, smallestScale } from './layouts.ts';
import { wordsOf } from './words.ts';

/** The browser that Mermaid draws in. */
export const executablePath = '/usr/bin/chromium';
const packages = join(import.meta.dirname, '../../node_modules');

/** The widths of the column that a page has for a diagram, in pixels: beside the two menus, and on a phone. */
const columns = { wide: 620, narrow: 342 };

declare const drawing: InBrowser;

/** What came of a call of `drawDiagrams`. */
export interface Outcome {
  readonly diagrams: number;
  readonly drawn: number;
  /** Diagrams that nothing could draw, because there is no Chromium. */
  readonly missing: number;
}

/**
 * Draws each diagram that a page has and the kept file lacks, and removes from the file those that no page has.
 * @param again - draws every diagram, as after a change of the layout
 */
export async function drawDiagrams({ again }: { readonly again: boolean }): Promise<Outcome> {
  const kept = again ? {} : readDrawn();
  const sources = new Map(diagramsOfPages().map(({ source }) => [keyOf(source), source]));
  const missing = [...sources].filter(([key]) => kept[key] === undefined);
  if (missing.length > 0 && !existsSync(executablePath)) {
    return { diagrams: sources.size, drawn: 0, missing: missing.length };
  }
  const fresh = missing.length === 0 ? [] : await drawAll(missing);
  const all = Object.entries({ ...kept, ...Object.fromEntries(fresh) });
  writeDrawn(Object.fromEntries(all.filter(([key]) => sources.has(key))));
  return { diagrams: sources.size, drawn: fresh.length, missing: 0 };
}

async function drawAll(
  sources: readonly (readonly [string, string])[],
): Promise<[string, Drawn][]> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await openMermaid(await browser.newPage());
    const drawn: [string, Drawn][] = [];
    for (const [key, source] of sources) drawn.push([key, await drawBoth(page, `d${key}`, source)]);
    return drawn;
  } finally {
    await browser.close();
  }
}

/** A page with Mermaid, and with the font of the site, because Mermaid measures the text that it sets. */
async function openMermaid(page: Page): Promise<Page> {
  const font = readFileSync(
    join(packages, 'vitepress/dist/client/theme-default/fonts/inter-roman-latin.woff2'),
  ).toString('base64');
  await page.setContent(`<style>
    @font-face { font-family: Inter; font-weight: 100 900; src: url(data:font/woff2;base64,${font}); }
    </style><p style="font-family: Inter">text <b>in the font</b></p>`);
  await page.evaluate('document.fonts.ready');
  await page.addScriptTag({ path: join(packages, 'mermaid/dist/mermaid.min.js') });
  await page.addScriptTag({ content: program });
  return page;
}

async function drawBoth(page: Page, key: string, source: string): Promise<Drawn> {
  const words = wordsOf(await page.evaluate((text) => drawing.parse(text), source));
  return {
    ...words,
    wide: await drawFitting(page, `${key}w`, source, columns.wide),
    narrow: await drawFitting(page, `${key}n`, source, columns.narrow),
  };
}

/** The first layout that is legible in the column; if there is none, the narrowest. */
async function drawFitting(
  page: Page,
  id: string,
  source: string,
  column: number,
): Promise<string> {
  const widest = column / smallestScale;
  const tried: Raw[] = [];
  for (const layout of layoutsFor(source, widest)) {
    const raw = await drawOnce(page, id, layout);
    if (raw.width <= widest) return legible(raw);
    tried.push(raw);
  }
  return legible(tried.reduce((best, raw) => (raw.width < best.width ? raw : best)));
}

function legible({ svg, width }: Raw): string {
  return svg.replace('<svg ', `<svg style="min-width:${Math.floor(width * smallestScale)}px" `);
}

function drawOnce(page: Page, id: string, { source, config }: Layout): Promise<Raw> {
  return page.evaluate((args) => drawing.draw(...args), [id, source, config] as const);
}

/** `node docs/.vitepress/diagrams/draw.ts [--all]` */
if (import.meta.main) {
  const { diagrams, drawn, missing } = await drawDiagrams({
    again: process.argv.includes('--all'),
  });
  process.stdout.write(`${diagrams} diagrams, ${drawn} of them drawn now\n`);
  if (missing > 0) {
    process.stderr.write(`${missing} diagrams are not drawn: there is no ${executablePath}\n`);
    process.exitCode = 1;
  }
}
