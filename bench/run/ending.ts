/**
 * The work's outcome, or the interruption's reason as soon as it comes. The work is left to itself then: whoever
 * interrupts ends the processes it works on, and its failure over that is nobody's news.
 * @throws whatever the work throws, or the signal's reason
 */
export async function orInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => reject(signal.reason);
  });
  if (signal.aborted) interrupt();
  else signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await Promise.race([interrupted, work]);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

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
