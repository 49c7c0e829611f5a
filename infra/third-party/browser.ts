/** What a browser shows after it has followed every redirect. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** A browser without a screen: it keeps cookies, follows redirects, and submits forms. */
export interface Browser {
  open(url: string): Promise<Page>;
  submit(url: string, fields: Readonly<Record<string, string>>): Promise<Page>;
}

interface Cookie {
  readonly origin: string;
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

const redirectsAtMost = 20;

/**
 * @param send the `fetch` of the person, which follows no redirect
 * @throws Error after 20 redirects in a row
 */
export function openBrowser(send: typeof fetch): Browser {
  let cookies: readonly Cookie[] = [];
  const ask = async (url: URL, init: RequestInit): Promise<Response> => {
    // A browser sends cookies to every port of a host. Here each program counts as a host of its own, as in the real world.
    const fitting = cookies.filter(
      ({ origin, path }) => origin === url.origin && url.pathname.startsWith(path),
    );
    const headers = new Headers(init.headers);
    const cookie = fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await send(url, { ...init, headers });
    for (const text of response.headers.getSetCookie()) cookies = keep(cookies, url.origin, text);
    return response;
  };
  const visit = async (first: string, init: RequestInit): Promise<Page> => {
    let url = new URL(first);
    let response = await ask(url, init);
    for (let hops = 0; hops < redirectsAtMost; hops += 1) {
      const location = response.headers.get('location');
      if (location === null) {
        return { url: url.href, status: response.status, text: await response.text() };
      }
      await response.body?.cancel();
      url = new URL(location, url);
      response = await ask(url, {});
    }
    throw new Error(`${first} redirected more than ${redirectsAtMost} times`);
  };
  return {
    open: (url) => visit(url, {}),
    submit: (url, fields) => visit(url, { method: 'POST', body: new URLSearchParams(fields) }),
  };
}

/** The cookies after one `Set-Cookie`. An expiry in the past deletes the cookie (RFC 6265, section 5.3). */
function keep(cookies: readonly Cookie[], origin: string, text: string): readonly Cookie[] {
  const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
  const name = pair.slice(0, pair.indexOf('='));
  const value = pair.slice(pair.indexOf('=') + 1);
  const attribute = (wanted: string) =>
    attributes
      .find((each) => each.toLowerCase().startsWith(`${wanted}=`))
      ?.slice(wanted.length + 1);
  const path = attribute('path') ?? '/';
  const expires = attribute('expires');
  const others = cookies.filter(
    (cookie) => cookie.origin !== origin || cookie.name !== name || cookie.path !== path,
  );
  const isDeleted = expires !== undefined && Date.parse(expires) <= Date.now();
  return isDeleted ? others : [...others, { origin, name, path, value }];
}
