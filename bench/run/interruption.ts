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
