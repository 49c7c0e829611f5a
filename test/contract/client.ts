/** A user of the lab: keeps its credential as a browser or as an API client would, and asks the replicas in turn. */
export interface Client {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  login(account: Account): Promise<Answer>;
  /** A second holder of the same credential, as a thief would be. */
  copy(): Client;
  /** The credential as text. Null while there is none. */
  credential(): string | null;
  /** Holds this text as the credential from now on. */
  hold(credential: string): void;
  readonly cookies: Map<string, string>;
}

export interface Account {
  readonly username: string;
  readonly password: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The cookies that the app has set. That of a sticky balancer is the balancer's, and not among them. */
  readonly setCookies: readonly string[];
  readonly text: string;
  /** The body as JSON; an empty object when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type Carriage = 'cookie' | 'bearer';

/** The kinds of cookies that carry a credential, by app. */
const credentialKinds = ['sid', 'token'];

/** The name under which the client holds its cookie of this kind, whichever contender it is from; undefined: none. */
export function cookieNameOf(client: Pick<Client, 'cookies'>, kind: string): string | undefined {
  return [...client.cookies.keys()].find((name) =>
    name.replace(/^__(Host|Secure)-/, '').startsWith(`${kind}_`),
  );
}

interface Held {
  bearer: string | null;
  state: string | null;
  readonly cookies: Map<string, string>;
  readonly routing: Map<string, string>;
}

export function createClient(
  urls: () => readonly string[],
  carriage: Carriage,
  held: Held = { bearer: null, state: null, cookies: new Map(), routing: new Map() },
): Client {
  let turn = 0;
  const nextUrl = (): string => {
    const all = urls();
    turn += 1;
    return all[turn % all.length] ?? '';
  };

  const send = async (method: string, path: string, init: RequestInit): Promise<Answer> => {
    const headers = withCredential(new Headers(init.headers), held);
    const response = await fetch(nextUrl() + path, {
      ...init,
      method,
      headers,
      redirect: 'manual',
    });
    const text = await response.text();
    const setCookies = keepCookies(response, held);
    held.state = response.headers.get('x-state') ?? held.state;
    const body: Record<string, unknown> = /json/.test(response.headers.get('content-type') ?? '')
      ? JSON.parse(text)
      : {};
    if (carriage === 'bearer' && typeof body.credential === 'string') held.bearer = body.credential;
    return { status: response.status, headers: response.headers, setCookies, text, body };
  };
  const withBody = (
    method: string,
    path: string,
    body: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    send(method, path, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
    });
  const cookieName = () =>
    credentialKinds.map((kind) => cookieNameOf(held, kind)).find((name) => name !== undefined);

  return {
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, headers) => withBody('POST', path, body, headers),
    put: (path, body) => withBody('PUT', path, body),
    login: (account) => withBody('POST', '/login', account),
    copy: () => createClient(urls, carriage, { ...held, cookies: new Map(held.cookies) }),
    credential() {
      const name = cookieName();
      return name === undefined ? held.bearer : (held.cookies.get(name) ?? null);
    },
    hold(credential) {
      const name = cookieName();
      if (name === undefined) held.bearer = credential;
      else held.cookies.set(name, credential);
    },
    cookies: held.cookies,
  };
}

function withCredential(headers: Headers, { bearer, state, cookies, routing }: Held): Headers {
  if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
  if (state !== null) headers.set('x-state', state);
  const pairs = [...cookies, ...routing].map(([name, value]) => `${name}=${value}`);
  if (pairs.length > 0) headers.set('cookie', pairs.join('; '));
  return headers;
}

/** As a browser keeps them, without paths and expiry: an empty value is a deletion. Returns those of the app. */
function keepCookies(response: Response, held: Held): readonly string[] {
  const ofTheApp: string[] = [];
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';', 1);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const ofTheBalancer = name.startsWith('route');
    if (!ofTheBalancer) ofTheApp.push(line);
    const jar = ofTheBalancer ? held.routing : held.cookies;
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return ofTheApp;
}

/**
 * Asks until the answer satisfies the condition, and returns the last answer either way: the assertion that
 * follows says what was wrong. A condition that holds on each of several replicas is asked for that many in a row.
 */
export async function askUntil(
  ask: () => Promise<Answer>,
  holds: (answer: Answer) => boolean,
  inARow: number,
): Promise<Answer> {
  const giveUpMs = performance.now() + 30_000;
  for (let seen = 0; ; ) {
    const answer = await ask();
    seen = holds(answer) ? seen + 1 : 0;
    if (seen >= inARow || performance.now() > giveUpMs) return answer;
  }
}
