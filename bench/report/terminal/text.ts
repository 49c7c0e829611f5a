/** What the report sets in type, as plain characters: no backticks, no no-break spaces. */
export function plain(text: string): string {
  return text.replaceAll('`', '').replaceAll('\u00a0', ' ').replaceAll('−', '-');
}
