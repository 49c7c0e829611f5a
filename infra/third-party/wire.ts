import { StackError } from '../stack/errors.ts';
import type { Addresses } from './parties.ts';

/** One request and its answer, as the one who sent it saw them. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly method: string;
  readonly path: string;
  /** The names of what the request carried, and never a secret. */
  readonly carried: readonly string[];
  /** Null while there is no answer, and when none came. */
  readonly status: number | null;
  /** The names of what the answer carried; the value too where it is a yes, a no or an error. */
  readonly answered: readonly string[];
}

/** Every request between the programs goes through here, so what travels can be counted and shown. */
export interface Wire {
  /**
   * A `fetch` that says who sends. It follows no redirect: that is for a browser to do. It rejects with the StackError
   * `part_silent` when no answer comes.
   */
  sender(from: string): typeof fetch;
  /** What was sent since the last call of this method, in the order of sending. */
  take(): readonly Sent[];
}

export function openWire(addresses: Addresses): Wire {
  let sent: Sent[] = [];
  const receiverAt = (origin: string) =>
    Object.entries(addresses).find(([, address]) => address === origin)?.[0] ?? origin;
  return {
    sender: (from) => async (input, init) => {
      const request = new Request(input, { redirect: 'manual', ...init });
      const { origin, pathname, searchParams } = new URL(request.url);
      const carried = [...new Set(searchParams.keys()), ...(await carriedBy(request))];
      const place = {
        from,
        to: receiverAt(origin),
        method: request.method,
        path: shorten(pathname),
      };
      const entry = { ...place, carried, status: null as number | null, answered: [] as string[] };
      sent.push(entry);
      const response = await fetch(request).catch((cause: unknown) => {
        const silent = `${entry.to} gave ${from} no answer`;
        throw new StackError('part_silent', silent, { cause });
      });
      entry.status = response.status;
      entry.answered = await answeredBy(response);
      return response;
    },
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}

const widest = 110;

/** `shop → issuer  POST /token  200  code code_verifier; gets access_token id_token`, in further lines where it is long. */
export function printSent(sent: Sent): readonly string[] {
  const { from, to, method, path, status, carried, answered } = sent;
  const way = `${from} → ${to}`.padEnd(15);
  const asked = `${way}  ${method.padEnd(4)} ${path}  ${status ?? 'no answer'}  ${carried.join(' ')}`;
  const indent = way.length + 2;
  const rows = wrap(asked.trimEnd(), indent);
  if (answered.length === 0) return rows;
  const gets = `gets ${answered.join(' ')}`;
  const last = `${rows.at(-1)}${carried.length === 0 ? '  ' : '; '}${gets}`;
  if (last.length <= widest) return [...rows.slice(0, -1), last];
  return [...rows, ...wrap(' '.repeat(indent) + gets, indent)];
}

/** Breaks a text between words. Further lines begin under the text of the first. */
function wrap(text: string, indent: number): readonly string[] {
  const end = text.lastIndexOf(' ', widest);
  if (text.length <= widest || end <= indent) return [text];
  return [text.slice(0, end), ...wrap(' '.repeat(indent) + text.slice(end + 1), indent)];
}

/** An identifier in a path says nothing to a reader. */
function shorten(path: string): string {
  return path.replaceAll(/\/[\w-]{20,}/g, '/…');
}

async function carriedBy(request: Request): Promise<readonly string[]> {
  const [, bearer] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  const token = bearer === undefined ? [] : [`Bearer ${isJwt(bearer) ? 'JWT' : 'opaque'}`];
  const isForm = request.headers
    .get('content-type')
    ?.startsWith('application/x-www-form-urlencoded');
  if (isForm !== true) return token;
  const form = new URLSearchParams(await request.clone().text());
  return [...token, ...[...form].map(([name, value]) => carriedField(name, value))];
}

function carriedField(name: string, value: string): string {
  if (name === 'grant_type' || name === 'token_type_hint') return `${name}=${value}`;
  if (name === 'token') return `${name}=${isJwt(value) ? 'JWT' : 'opaque'}`;
  return name;
}

async function answeredBy(response: Response): Promise<string[]> {
  const location = response.headers.get('location');
  if (location !== null) {
    return [`Location ${shorten(new URL(location, response.url).pathname)}`];
  }
  if (!response.headers.get('content-type')?.includes('json')) return [];
  const body: unknown = await response.clone().json();
  return Object.entries(body ?? {}).map(([name, value]) =>
    typeof value === 'boolean' || name === 'error' ? `${name}=${value}` : name,
  );
}

export function isJwt(token: string): boolean {
  return token.split('.').length === 3;
}
