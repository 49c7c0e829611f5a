import { existsSync, readFileSync } from 'node:fs';
import { StackError } from '../../stack/errors.ts';
import type { Verb } from '../verb.ts';

const shownLines = 5;

/** What nginx logs of a request in its own default format. A query is in it, with whatever somebody put there. */
export const accessLog: Verb = {
  words: '[on|off]',
  meaning: "have nginx log in its own default format too, or show the log's last lines",
  help: [
    `Without a word it shows the last ${shownLines} lines. In the beginning it is off.`,
    'The log of the lab itself holds the path of a request and never its query.',
  ],
  misfit: ([word = 'on', ...more]) =>
    ['on', 'off'].includes(word) && more.length === 0
      ? null
      : `on, off or no word, not "${[word, ...more].join(' ')}"`,
  async run({ balancer }, [word]) {
    if (word !== undefined) {
      await balancer.logCombined(word === 'on');
      return [`balancer: the log in nginx' default format is ${word}`];
    }
    if (!existsSync(balancer.combinedLogPath)) {
      throw new StackError('not_possible', 'this log is off: ./lab access-log on');
    }
    const lines = readFileSync(balancer.combinedLogPath, 'utf8').trimEnd().split('\n');
    return lines.slice(-shownLines);
  },
};
