/** The first table as a reader sees it: contender, then column, then the words of the cell. */
type Read = ReadonlyMap<string, ReadonlyMap<string, string>>;

function tableOf([head = [], ...rows]: readonly (readonly string[])[]): Read {
  return new Map(
    rows.map(([contender = '', ...cells]) => [
      contender,
      new Map(cells.map((cell, index) => [head[index + 1] ?? '', cell])),
    ]),
  );
}

/** Read from the text of the page. */
export function tableInHtml(page: string): Read {
  const [, table = ''] = /<table class="?answer"?[^>]*>(.*?)<\/table>/s.exec(page) ?? [];
  const textOf = (markup: string) =>
    markup
      .replace(/<[^>]+>/g, '')
      .replaceAll('\u00a0', ' ')
      .trim();
  return tableOf(
    table
      .split('<tr>')
      .slice(1)
      .map((row) =>
        row
          .split(/<t[hd][^>]*>/)
          .slice(1)
          .map(textOf),
      ),
  );
}

/** Read from the text of the Markdown. */
export function tableInMarkdown(page: string): Read {
  const [, table = ''] = /((?:^\|.*\n)+)/m.exec(page) ?? [];
  const lines = table.trim().split('\n');
  return tableOf(
    lines
      .filter((_, index) => index !== 1)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.replace(/[\\`*]/g, '').trim()),
      ),
  );
}
