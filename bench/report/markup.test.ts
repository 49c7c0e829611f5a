import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inline } from './html/inline.ts';
import { escapeMarkdown } from './markdown.ts';
import { html, pathData, stepsData } from './markup.ts';

describe('text in a template', () => {
  test('is escaped, in content and in attributes', () => {
    const hostile = `<script>"'&`;
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
      '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;</p>',
    );
  });

  test('never opens a tag or leaves an attribute, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(html`${text}`.markup).not.toMatch(/[<>"']/);
        expect(inline(text).markup.replace(/<\/?b>/g, '')).not.toMatch(/[<>"']/);
      }),
    );
  });

  test('that a template made is not escaped again', () => {
    expect(html`<b>${html`<i>${'a'}</i>`}${[html`x`, html`y`]}${null}${false}</b>`.markup).toBe(
      '<b><i>a</i>xy</b>',
    );
  });
});

describe('a coordinate', () => {
  test('is rounded to a tenth', () => {
    expect(html`${1.26} ${2}`.markup).toBe('1.3 2');
  });

  test.for([Number.NaN, Number.POSITIVE_INFINITY])('that is %s is a broken chart', (value) => {
    expect(() => html`${value}`).toThrow(RangeError);
    expect(() => pathData(['M', value, 0])).toThrow(RangeError);
  });

  test('in a path costs no byte too many', () => {
    expect(pathData(['M', 1.04, -2, 'H', 3.06, 4])).toBe('M1-2H3.1 4');
    expect(pathData(['M', 1.4, 2.6], 0)).toBe('M1 3');
  });

  test('of steps is relative, and a stretch of one height is one step', () => {
    const at = (x: number, y: number) => ({ x, y });
    expect(stepsData([at(1, 9), at(1, 4), at(5.2, 4.4), at(7, 3), at(9, 3)])).toBe(
      'M1 9v-5h6v-1h2',
    );
    expect(stepsData([])).toBe('');
  });
});

describe('names between backticks', () => {
  test('are set as names', () => {
    expect(inline('a `b` c').markup).toBe('a <b>b</b> c');
  });

  test('that are not closed are text', () => {
    expect(inline('a `b').markup).toBe('a b');
  });
});

describe('Markdown', () => {
  test('sets nothing that was not meant', () => {
    expect(escapeMarkdown('*a* _b_ [c](d) | <e> ~f~')).toBe(
      '\\*a\\* \\_b\\_ \\[c\\](d) \\| &lt;e&gt; \\~f\\~',
    );
  });

  test('keeps names and stays in its cell', () => {
    expect(escapeMarkdown('`a|b`\nc')).toBe('`a\\|b` c');
  });

  test('never holds a tag or a line break, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const names = /`[^`]*`/g;
        expect(escapeMarkdown(text).replace(names, '')).not.toMatch(/[<>\r\n]/);
      }),
    );
  });
});
