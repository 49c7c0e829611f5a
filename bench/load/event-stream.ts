import { request } from 'undici';

/** One server-sent event stream, from its opening on. Stamps are on `performance.now()` of this process. */
export interface EventStream {
  /** When each chunk arrived. */
  readonly arrivedMs: readonly number[];
  /** When the server ended it; null while it is open. */
  endedMs(): number | null;
  close(): void;
}

/** Resolves when the first event has arrived. @throws when the stream is refused */
export async function openEventStream(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventStream> {
  const { statusCode, body } = await request(`${url}/events`, { headers, bodyTimeout: 0 });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`GET /events was answered ${statusCode}`);
  }
  const arrivedMs: number[] = [];
  let endedMs: number | null = null;
  const end = () => {
    endedMs ??= performance.now();
  };
  const first = new Promise<void>((resolve) => {
    body.on('data', () => {
      arrivedMs.push(performance.now());
      resolve();
    });
    body.once('close', resolve);
  });
  // An error here is this side's own close, or the server's: the stream has ended either way.
  body.once('end', end).once('error', end);
  await first;
  return { arrivedMs, endedMs: () => endedMs, close: () => void body.destroy() };
}
