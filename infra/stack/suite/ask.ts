import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: { readonly replica?: string; readonly pid?: number; readonly served?: number };
}

/** One GET on a connection of its own. Rejects with the system's error, or when nothing came within `timeoutMs`. */
export function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  timeoutMs = 5_000,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = request(url, { agent: false, headers, signal }, (response) => {
      text(response).then((body) => {
        const parsed = body.startsWith('{') ? JSON.parse(body) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      }, reject);
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** True when the address gives no answer: refused, reset or silent. */
export function isSilent(url: string): Promise<boolean> {
  return ask(url, {}, 500).then(
    () => false,
    () => true,
  );
}
