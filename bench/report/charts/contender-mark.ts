import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';
import type { KeyEntry } from '../document.ts';
import { html, type Markup } from '../markup.ts';

interface Appearance {
  /** A colour of Okabe and Ito (2008), which people with any kind of colour vision can tell apart. */
  readonly colour: 'ink' | 'soft' | 'blue' | 'sky' | 'green' | 'orange' | 'vermillion' | 'purple';
  readonly shape: SymbolType;
  readonly filled: boolean;
}

/**
 * Sessions are cool, tokens are warm, the traps of server memory are grey; but no chart relies on it: colour, shape and filling together are
 * unique, and every mark stands beside its name.
 */
const appearances: Readonly<Record<string, Appearance>> = {
  floor: { colour: 'ink', shape: symbolCross, filled: true },
  sessions: { colour: 'blue', shape: symbolCircle, filled: true },
  'sessions-hardened': { colour: 'sky', shape: symbolSquare, filled: true },
  'sessions-cached': { colour: 'green', shape: symbolTriangle, filled: true },
  'sessions-memory': { colour: 'soft', shape: symbolSquare, filled: false },
  'sessions-sticky': { colour: 'soft', shape: symbolCircle, filled: false },
  tokens: { colour: 'vermillion', shape: symbolDiamond, filled: true },
  'tokens-fail-open': { colour: 'vermillion', shape: symbolDiamond, filled: false },
  'tokens-stateless': { colour: 'orange', shape: symbolStar, filled: true },
  'tokens-short': { colour: 'orange', shape: symbolTriangle, filled: false },
  'tokens-pushed': { colour: 'purple', shape: symbolWye, filled: true },
};

/** A contender that this file does not know yet. */
const unknownAppearance: Appearance = { colour: 'ink', shape: symbolCircle, filled: false };

function appearanceOf(contender: string): Appearance {
  // A name from a file may be that of something every object has.
  return (Object.hasOwn(appearances, contender) && appearances[contender]) || unknownAppearance;
}

/** Class of a line of this contender: broken where its mark is hollow. */
export function strokeOf(contender: string): string {
  const { colour, filled } = appearanceOf(contender);
  return filled ? `stroke-${colour}` : `stroke-${colour} broken`;
}

const markArea = 80;

/** The contender's mark around (x, y). It is drawn where `markDefinitions` stands in the page and used from there. */
export function contenderMark(contender: string, x: number, y: number): Markup {
  return html`<use href="#${markId(contender)}" x="${x}" y="${y}"/>`;
}

/** All marks once, for the head of a page; a page has thousands of them. */
export function markDefinitions(): Markup {
  const known = Object.entries(appearances).map(([contender, appearance]) =>
    definition(markId(contender), appearance),
  );
  return html`<svg class="definitions" aria-hidden="true"><defs>${known}${definition(markId(''), unknownAppearance)}</defs></svg>`;
}

/** The marks with their names, for charts that have no legend of their own. */
export function contenderKey(contenders: readonly string[]): KeyEntry[] {
  return contenders.map((contender) => ({
    label: contender,
    swatch: html`<svg class="swatch" viewBox="-8 -7 16 14" aria-hidden="true"><use href="#${markId(contender)}"/></svg>`,
  }));
}

function markId(contender: string): string {
  return Object.hasOwn(appearances, contender) ? `mark-${contender}` : 'mark-other';
}

function definition(id: string, { colour, shape, filled }: Appearance): Markup {
  const outline = symbol(shape, markArea).digits(1)() ?? '';
  const style = filled ? `mark fill-${colour}` : `mark hollow stroke-${colour}`;
  return html`<path id="${id}" d="${outline}" class="${style}"/>`;
}
