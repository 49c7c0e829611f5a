/**
 * Returns the outcome of the work, or rejects with the reason of the interruption as soon as it comes. The work is not
 * awaited after that: the caller ends the processes that it uses, and the error that this causes is ignored.
 * @throws whatever the work throws, or the signal's reason
 */
export async function orInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = () => reject(signal.reason);
  if (signal.aborted) interrupt();
  else signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await Promise.race([interrupted, work]);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/**
 * The text that the screen shows for an error: its message and its causes. Errors that the language throws are defects
 * of the lab, so they are shown with their stack, which a maintainer needs to repair them.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = isMistake(error) ? (error.stack ?? error.message) : error.message;
  return error.cause === undefined ? said : `${said}\nbecause: ${describeError(error.cause)}`;
}

function isMistake(error: Error): boolean {
  return [RangeError, ReferenceError, SyntaxError, TypeError].some((kind) => error instanceof kind);
}
