import type { Tone } from '../document.ts';

/** Colours a text by its tone, or returns it as it is. */
export type Paint = (text: string, tone: Tone | 'head') => string;

/** SGR codes of the basic colours, which every theme of a terminal makes readable. */
const codes: Readonly<Record<Tone | 'head', string | null>> = {
  good: '32',
  warn: '33',
  bad: '1;31',
  neutral: null,
  head: '1',
};

export function paintFor(colour: boolean): Paint {
  return (text, tone) => {
    const code = codes[tone];
    return colour && code !== null ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
}

export function bold(text: string, paint: Paint): string {
  return paint(text, 'head');
}
