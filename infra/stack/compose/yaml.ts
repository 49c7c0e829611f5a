/** A string for Compose: in single quotes only the quote itself needs care, and a dollar sign would be a variable. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('$', '$$$$')}'`;
}
