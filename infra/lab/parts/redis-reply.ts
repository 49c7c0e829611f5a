/** The lines of a Redis reply: one per value, `(nil)` for nil, and `(empty)` for an empty list. */
export function printReply(reply: unknown): string[] {
  if (reply === null || reply === undefined) return ['(nil)'];
  if (Array.isArray(reply)) return reply.length === 0 ? ['(empty)'] : reply.flatMap(printReply);
  if (reply instanceof Map) return [...reply].flat().flatMap(printReply);
  if (typeof reply === 'object') return Object.entries(reply).flat().flatMap(printReply);
  return String(reply).trimEnd().split(/\r?\n/);
}
