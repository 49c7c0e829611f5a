/** A reply of Redis as redis-cli prints it to a file: one value per line, nil as an empty line. */
export function printReply(reply: unknown): string[] {
  if (reply === null || reply === undefined) return ['(nil)'];
  if (Array.isArray(reply)) return reply.length === 0 ? ['(empty)'] : reply.flatMap(printReply);
  if (reply instanceof Map) return [...reply].flat().flatMap(printReply);
  if (typeof reply === 'object') return Object.entries(reply).flat().flatMap(printReply);
  return String(reply).trimEnd().split(/\r?\n/);
}
