import { Session } from 'node:inspector/promises';

/**
 * Bytes of the heap that are in use after everything else has been collected. Between two collections a heap also holds
 * what nobody needs any more, which hides what an entry of a list takes. Stops the process for as long as it takes: the
 * private port alone may ask, and never while anything is measured.
 */
export async function weighHeap(): Promise<{ readonly heapUsedBytes: number }> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
    return { heapUsedBytes: process.memoryUsage().heapUsed };
  } finally {
    session.disconnect();
  }
}
