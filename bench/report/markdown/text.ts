/**
 * Text with names between backticks, safe in Markdown: nothing in it becomes a tag, a link, emphasis or the end
 * of a table cell. Names keep their backticks.
 */
export function escapeMarkdown(text: string): string {
  const pieces = text.split('`');
  return pieces
    .map((piece, index) =>
      index % 2 === 1 && index < pieces.length - 1
        ? `\`${oneLine(piece).replaceAll('|', '\\|')}\``
        : escapePlain(piece),
    )
    .join('');
}

function escapePlain(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~]/g, (character) => `\\${character}`);
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}
