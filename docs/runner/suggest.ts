/** Values that are never the same twice, as `--update` writes them. A person still reads the result. */
const suggestions: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g, '{jwt}'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '{uuid}'],
  [/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, '{time}'],
  [/\b\d+(?:\.\d+)?(?= ?ms\b)/g, '{ms}'],
  [/(?<=\bpid[ =:]{1,2})\d+/g, '{pid}'],
];

export function suggestPlaceholders(line: string): string {
  return suggestions.reduce((text, [value, name]) => text.replaceAll(value, name), line);
}
