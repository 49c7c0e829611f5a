/** A set of some hundred keys is smaller; a body without end must not fill the memory. */
const limitBytes = 64 * 1024; // 64 KiB

/** What was wrong with the answer of a key server. The message never repeats its body. */
export class KeyServerFault extends Error {
  override readonly name = 'KeyServerFault';
}

export interface KeyServerLimits {
  /** From the request to the last byte of the answer. */
  readonly timeoutMs: number;
  /** After a failure nothing is asked for this long, and the same failure is reported at once. */
  readonly pauseMs: number;
  /** Must never jump. */
  readonly monotonicMs: () => number;
}

interface FetchOptions {
  readonly headers: Headers;
  readonly signal: AbortSignal;
}

/**
 * Fetches a key set for jose, within bounds. jose itself reads a body of any size and any type, and asks again for each
 * token while it has no set: then a key server that hangs costs every request its whole timeout, and tokens with
 * made-up key names become a flood of fetches.
 * @throws KeyServerFault
 */
export function createKeySetFetch({ timeoutMs, pauseMs, monotonicMs }: KeyServerLimits) {
  let last: { readonly fault: KeyServerFault; readonly atMs: number } | null = null;
  return async (url: string, { headers, signal }: FetchOptions): Promise<Response> => {
    if (last !== null && monotonicMs() - last.atMs < pauseMs) throw last.fault;
    try {
      const response = await fetch(url, { headers, signal, redirect: 'manual' });
      const body = await readWithinLimit(response);
      last = null;
      return new Response(body);
    } catch (error) {
      const fault = describeFault(error, timeoutMs);
      last = { fault, atMs: monotonicMs() };
      throw fault;
    }
  };
}

function describeFault(error: unknown, timeoutMs: number): KeyServerFault {
  if (error instanceof KeyServerFault) return error;
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  const what = timedOut ? `no whole answer within ${timeoutMs} ms` : 'the connection failed';
  return new KeyServerFault(what, { cause: error });
}

async function readWithinLimit(response: Response): Promise<string> {
  const objection = objectionTo(response);
  if (objection !== null) {
    await response.body?.cancel();
    throw new KeyServerFault(objection);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels what is still to come.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes)
      throw new KeyServerFault(`the answer is longer than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  try {
    JSON.parse(text);
  } catch {
    throw new KeyServerFault('the answer is not JSON');
  }
  return text;
}

function objectionTo({ status, headers }: Response): string | null {
  if (status >= 300 && status < 400) return `it answered ${status}, and no redirect is followed`;
  if (status !== 200) return `it answered ${status}`;
  const [type = ''] = (headers.get('content-type') ?? '').split(';', 1);
  // RFC 7517 section 8.5 registers `application/jwk-set+json`; most servers say `application/json`.
  if (/^application\/([\w.-]+\+)?json$/i.test(type.trim())) return null;
  return 'the type of its answer is not JSON';
}
