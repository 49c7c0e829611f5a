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
import type { Card } from '../../../infra/contenders/card.ts';
import { contenders } from '../../../infra/contenders/contenders.ts';
import type { KeyEntry } from '../document.ts';
import { html, type Markup } from '../markup.ts';

/** The colours are those of Okabe and Ito (2008), which people with any kind of colour vision can tell apart. */
type Appearance = Card['mark'];

const symbols: Readonly<Record<Appearance['shape'], SymbolType>> = {
  circle: symbolCircle,
  cross: symbolCross,
  diamond: symbolDiamond,
  square: symbolSquare,
  star: symbolStar,
  triangle: symbolTriangle,
  wye: symbolWye,
};

/**
 * Sessions are cool, tokens are warm, and the traps of server memory are grey. No chart relies on that: the combination
 * of colour, shape and filling is unique, and every mark stands beside its name.
 */
const appearances: ReadonlyMap<string, Appearance> = new Map(
  contenders.map(({ contender, mark }) => [contender, mark]),
);

/** A contender without a card, from a run of another version. */
const unknownAppearance: Appearance = { colour: 'ink', shape: 'circle', filled: false };

function appearanceOf(contender: string): Appearance {
  return appearances.get(contender) ?? unknownAppearance;
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
  const known = [...appearances].map(([contender, appearance]) =>
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
  return appearances.has(contender) ? `mark-${contender}` : 'mark-other';
}

function definition(id: string, { colour, shape, filled }: Appearance): Markup {
  const outline = symbol(symbols[shape], markArea).digits(1)() ?? '';
  const style = filled ? `mark fill-${colour}` : `mark hollow stroke-${colour}`;
  return html`<path id="${id}" d="${outline}" class="${style}"/>`;
}
