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
  return appearances[contender] ?? unknownAppearance;
}

/** Class of a line of this contender: broken where its mark is hollow. */
export function strokeOf(contender: string): string {
  const { colour, filled } = appearanceOf(contender);
  return filled ? `stroke-${colour}` : `stroke-${colour} broken`;
}

/** The contender's mark around (x, y); `area` in square units. */
export function contenderMark(contender: string, x: number, y: number, area = 70): Markup {
  const { colour, shape, filled } = appearanceOf(contender);
  const outline = symbol(shape, area).digits(1)() ?? '';
  const style = filled ? `mark fill-${colour}` : `mark hollow stroke-${colour}`;
  return html`<path transform="translate(${x} ${y})" d="${outline}" class="${style}"/>`;
}
