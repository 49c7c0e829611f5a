/** How a statement is set. Never the only carrier of its meaning: the words say it too. */
export type Tone = 'good' | 'warn' | 'bad' | 'neutral';

/** The sign that stands before a word of this tone, so that a page in grey says the same. */
export const toneSigns: Readonly<Record<Tone, string>> = {
  good: '✓',
  neutral: '◇',
  warn: '▲',
  bad: '✗',
};
