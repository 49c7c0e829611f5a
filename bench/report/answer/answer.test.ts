import { describe, expect, test } from 'vitest';
import type { Result } from '../../result/result.ts';
import { quotedPage, recordedOnly, recordedResult, smokeResult } from '../fixture.ts';
import { plain, wrap } from '../terminal/table.ts';
import { renderSummary } from '../terminal.ts';
import { guidance } from './guidance.ts';
import { answerMarkdown, marks, withAnswer } from './readme.ts';
import { answerOf, cellText } from './table.ts';

/** The words of one cell. */
function words(result: Result, contender: string, column: string): string {
  const { columns, rows } = answerOf(result, new Set());
  const index = columns.findIndex(({ short }) => short === column);
  const cell = rows.find((row) => row.contender === contender)?.cells[index];
  return cell === undefined ? 'no such cell' : cellText(cell).replaceAll('\u00a0', ' ');
}

describe('a cell of the first table', () => {
  test('says of what the run did not try that it was not tried', () => {
    const lookupOnly = recordedOnly('lookup');
    for (const column of ['logout', 'demotion', 'lost', 'hangs', 'dies']) {
      expect(words(lookupOnly, 'tokens', column)).toBe('not tried');
    }
    expect(words(recordedOnly('revocation'), 'tokens', 'cost ÷ floor')).toBe('not tried');
  });

  test('says of a cost whose interval holds that of the floor that the run cannot tell', () => {
    const result = recordedResult();
    for (const each of result.lookup?.comparisons ?? []) {
      if (each.a !== 'tokens' || each.b !== 'floor') continue;
      Object.assign(each, { ratio: 1.1, low: 0.9, high: 1.3, verdict: 'not-distinguishable' });
    }
    expect(words(result, 'tokens', 'cost ÷ floor')).toBe('cannot tell [0.90, 1.30]');
  });

  test('has the cost of the contender whose check it shares, and names it', () => {
    expect(words(recordedResult(), 'tokens-fail-open', 'cost ÷ floor')).toMatch(
      /^\d\.\d\d, as `tokens`$/,
    );
  });

  test('does not hold against a fault what the contender does without it', () => {
    expect(words(recordedResult(), 'tokens-stateless', 'lost')).toMatch(
      /^◇ \d+ let in, as before$/,
    );
    expect(words(recordedResult(), 'tokens', 'lost')).toMatch(/^✗ \d+ let in$/);
  });

  test('holds a lost request against a fault, also of a contender that lets revoked ones in anyway', () => {
    const result = recordedResult();
    for (const row of result.failover?.summary ?? []) {
      const isOne = row.contender === 'tokens-stateless' && row.fault === 'replica-killed';
      if (isOne) Object.assign(row, { failed: 1 });
    }
    expect(words(result, 'tokens-stateless', 'dies')).toMatch(/^▲ 1 of [\d,]+ lost$/);
  });

  test('has a sign for each tone, so that the page needs no colour', () => {
    const { rows } = answerOf(recordedResult(), new Set());
    const signs = new Map(
      rows.flatMap(({ cells }) =>
        cells.filter(({ signed }) => signed).map((cell) => [cellText(cell)[0], cell.tone]),
      ),
    );
    expect([...signs].toSorted()).toEqual(
      [
        ['✓', 'good'],
        ['◇', 'neutral'],
        ['▲', 'warn'],
        ['✗', 'bad'],
      ].toSorted(),
    );
  });

  test('is no measured time where a life was not waited for, and a note says so', () => {
    const { notes } = answerOf(recordedResult(), new Set());
    expect(words(recordedResult(), 'tokens-stateless', 'logout')).toMatch(/, until expiry$/);
    expect(notes.join(' ')).toContain('its life stands there');
    const ended = recordedResult();
    for (const row of ended.revocation?.summary ?? []) row.censored = 0;
    expect(answerOf(ended, new Set()).notes.join(' ')).not.toContain('its life stands there');
  });

  test('leads to its evidence in the page', () => {
    const table = /<table class="answer".*?<\/table>/s.exec(quotedPage(recordedResult()))?.[0];
    const cells = table?.match(/<td[^>]*><(?:a|span)[^>]*>[^<]*(?:<i>.<\/i>)?/g) ?? [];
    const dead = cells.filter((cell) => cell.includes('<span>') && !cell.endsWith('not tried'));
    expect(cells.length).toBeGreaterThan(60);
    expect(dead).toEqual([]);
  });
});

test('a smoke run has no column of costs', () => {
  const { columns, axis } = answerOf(smokeResult(), new Set());
  expect(columns.map(({ short }) => short)).not.toContain('cost ÷ floor');
  expect(axis).toBeNull();
});

describe('the three sentences under the table', () => {
  test.for([
    ['of a whole run', recordedResult()],
    ['of lookup alone', recordedOnly('lookup')],
    ['of failover alone', recordedOnly('failover')],
    ['of a smoke run', smokeResult()],
  ] as const)('%s have 25 words and name three contenders at most', ([, result]) => {
    for (const sentence of guidance(result)) {
      expect(sentence.split(' ').filter((word) => /\w/.test(word)).length).toBeLessThanOrEqual(25);
      const named = sentence.match(/`(?!floor)[^`]+`/g) ?? [];
      expect(named.length).toBeLessThanOrEqual(3);
    }
  });

  test('tell no cost where two identical copies came out different', () => {
    const result = recordedResult();
    for (const each of result.lookup?.comparisons ?? []) {
      if (each.kind === 'a-a') Object.assign(each, { ratio: 1.2, low: 1.1, high: 1.3 });
    }
    const [logout, , cpu] = guidance(result);
    expect(logout).not.toContain('cheapest');
    expect(cpu).toContain('cannot say: two identical copies came out different.');
  });

  test('say what the run did not try', () => {
    expect(guidance(recordedOnly('lookup')).slice(0, 2)).toEqual([
      'Must a logout hold at once? This run did not try it.',
      'May a lost Redis let revoked credentials in? This run did not try it.',
    ]);
    expect(guidance(recordedOnly('failover'))[2]).toBe(
      'Is CPU what you pay for? This run measured no cost.',
    );
  });
});

describe('the table on the screen', () => {
  test.for([80, 100])('keeps to %i columns and leaves out no column', (width) => {
    const text = renderSummary(recordedResult(), { width, colour: false });
    const heads = text.match(/^contender .*$/gm)?.join(' ') ?? '';
    for (const { short } of answerOf(recordedResult(), new Set()).columns) {
      expect(heads).toContain(short);
    }
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });
});

describe('the table of README', () => {
  test('takes the place of what stands between the marks, and leaves the rest', () => {
    const page = `# Lab\n\n${marks.from}\nold\n${marks.to}\n\nEnd\n`;
    expect(withAnswer(page, 'new')).toBe(`# Lab\n\n${marks.from}\nnew\n${marks.to}\n\nEnd\n`);
    expect(() => withAnswer('# Lab', 'new')).toThrow('the page has no <!-- answer: begin -->');
  });

  test('says what the sentences of the report say', () => {
    const text = answerMarkdown(recordedResult());
    for (const sentence of guidance(recordedResult())) {
      expect(wrap(text.replaceAll('\n  ', ' '), 1e9).join('')).toContain(
        sentence.replaceAll('\u00a0', ' '),
      );
    }
    expect(plain(text)).toMatch(/^\| sessions \| \d\.\d\d /m);
  });
});
