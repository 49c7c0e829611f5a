import type { Entrance, Expected, Reply } from './case.ts';

/** Only the routing cookie of a sticky balancer is set, or none. */
export const noCookieOfTheApp = (value: string | null): boolean =>
  value === null || /^route_[^,]+$/.test(value);

/** The answer whose body is its `Set-Cookie` headers, one in each line. */
export async function cookiesOf(reply: Promise<Reply>): Promise<Reply> {
  const answer = await reply;
  // The routing cookie of a sticky balancer is not of the app.
  const ofTheApp = answer.headers.getSetCookie().filter((cookie) => !cookie.startsWith('route_'));
  return { ...answer, body: ofTheApp.join('\n') };
}

/** The cookies that a login sets. */
export const login = (entrance: Entrance): Promise<Reply> =>
  cookiesOf(entrance.send({ method: 'POST', path: '/login', body: { ...entrance.nextAccount() } }));

/** The cookies that an answer to a signed-in member of its own sets. */
export function asMember(method: string, path: string, body?: Readonly<Record<string, unknown>>) {
  return async (entrance: Entrance): Promise<Reply> => {
    const as = await entrance.member();
    return await cookiesOf(
      entrance.send({ method, path, as, ...(body === undefined ? {} : { body }) }),
    );
  };
}

/** At least one cookie is set, and each satisfies the condition. */
export function each(condition: (cookie: string) => boolean, status = 200): Expected {
  return { status, body: (body) => body !== '' && body.split('\n').every(condition) };
}

/** At least one cookie has a name like this, and each of these satisfies the condition. */
export function named(name: RegExp, condition: (cookie: string) => boolean): Expected {
  return {
    status: 200,
    body: (body) => {
      const chosen = body.split('\n').filter((cookie) => name.test(cookie));
      return chosen.length > 0 && chosen.every(condition);
    },
  };
}

/** Whether a cookie has an attribute like this. */
export const has = (attribute: RegExp) => (cookie: string) =>
  cookie
    .split('; ')
    .slice(1)
    .some((part) => attribute.test(part));
export const hasNot = (attribute: RegExp) => (cookie: string) => !has(attribute)(cookie);
/** Whether a cookie takes one back that was set before. */
export const deletes = (cookie: string) =>
  /^[^=]+=;/.test(cookie) &&
  (has(/^Expires=Thu, 01 Jan 1970/)(cookie) || has(/^Max-Age=0$/)(cookie));
/** Whether no two cookies have one name, or one name and one path. */
export const namedOnce = (body: string): boolean =>
  isUnique(body, (cookie) => cookie.split('=')[0]);
export const pathedOnce = (body: string): boolean =>
  isUnique(body, (cookie) => `${cookie.split('=')[0]} ${/Path=[^;]*/.exec(cookie)}`);

function isUnique(body: string, key: (cookie: string) => string | undefined): boolean {
  const keys = body === '' ? [] : body.split('\n').map(key);
  return new Set(keys).size === keys.length;
}
/** No cookie is set. */
export const none = (status: number): Expected => ({ status, body: /^$/ });
