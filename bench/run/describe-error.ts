/**
 * What the screen says of something that broke: what it was and what caused it. Errors that the language throws are
 * mistakes in the lab, not news for its user: they come with where they were thrown, or nobody could mend them.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = isMistake(error) ? (error.stack ?? error.message) : error.message;
  return error.cause === undefined ? said : `${said}\nbecause: ${describeError(error.cause)}`;
}

function isMistake(error: Error): boolean {
  return [RangeError, ReferenceError, SyntaxError, TypeError].some((kind) => error instanceof kind);
}
