/** Values that are never the same twice, as `--update` writes them. A person still reads the result. */
const suggestions: readonly (readonly [RegExp, string])[] = [
  [/(?<="(?:credentialId|jti|sid)":")[A-Za-z0-9_-]{16,}/g, '{jti}'],
  [/(?<="(?:issuedAtMs|login_at_ms|iat|exp)":)\d+/g, '{n}'],
  [/(?<="kid":")[A-Za-z0-9_-]{8,}/g, '{kid}'],
  [/\bs%3A[A-Za-z0-9._%~-]+/g, '{sid}'],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g, '{jwt}'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '{uuid}'],
  [/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, '{time}'],
  [/\b\d+(?:\.\d+)?(?= ?ms\b)/g, '{ms}'],
  [/(?<=\bpid[ =:]{1,2})\d+/g, '{pid}'],
];

export function suggestPlaceholders(line: string): string {
  return suggestions.reduce((text, [value, name]) => text.replaceAll(value, name), line);
}
