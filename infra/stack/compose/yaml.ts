/** A string for Compose in single quotes. It doubles quotes, and dollar signs, which would begin a variable. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('$', '$$$$')}'`;
}
