import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function paletteOf(css: string): Map<string, string> {
  const colours = css.matchAll(/--(\w+): (#[0-9a-f]{6});/g);
  return new Map([...colours].map(([, name = '', hex = '']) => [name, hex]));
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const [light = '', dark = ''] = read('./style/colours.css').split('@media');
const palettes = {
  light: paletteOf(light),
  dark: paletteOf(dark),
  print: paletteOf(read('./style/media.css').split('@media print')[1] ?? ''),
};

describe.for(Object.entries(palettes))('the %s colours', ([, palette]) => {
  const colour = (name: string) => palette.get(name) ?? '';

  // WCAG 2.2, 1.4.3: 4.5 for text of any size.
  test.for(['ink', 'soft', 'good', 'warn', 'bad', 'link'])(
    'of %s can be read on the page',
    (name) => {
      expect(contrast(colour(name), colour('page'))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('of soft text can be read on the shaded band of a chart', () => {
    expect(contrast(colour('soft'), colour('band'))).toBeGreaterThanOrEqual(4.5);
  });
});

test('the measure itself: black on white is 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
