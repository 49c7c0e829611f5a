import { type Dispatcher, request } from 'undici';
import { type Credential, credentialFrom, headersFor } from './credential.ts';
import { attemptsIn, type BalancerAnswer } from './pace/record.ts';

/** The requests that take a credential back, one function each, stamped on `performance.now()` of this process. */

/** `doneMs`, when the answer was fully received, is t_ack when the status is 2xx. */
export interface RevokingAnswer extends BalancerAnswer {
  readonly status: number;
  /** Just before the request was handed over. */
  readonly sentMs: number;
}

interface Options {
  /** Keeps a connection open between trials. Default: undici's global one. */
  readonly dispatcher?: Dispatcher;
}

/** A credential, of which a logout needs no more than its headers and cookies. */
type Presented = Pick<Credential, 'headers' | 'cookies'>;

async function send(
  method: 'POST' | 'PUT',
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Readonly<Record<string, string | boolean>> | null = null,
  options: Options = {},
) {
  const sentMs = performance.now();
  const answer = await request(url, {
    method,
    headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
    body: body === null ? null : JSON.stringify(body),
    ...options,
  });
  const text = await answer.body.text();
  const doneMs = performance.now();
  const revoking: RevokingAnswer = {
    status: answer.statusCode,
    sentMs,
    doneMs,
    ...attemptsIn(answer.headers),
  };
  return { revoking, text, setCookie: answer.headers['set-cookie'] };
}

/** Revokes this credential. */
export async function logOut(url: string, credential: Presented, options: Options = {}) {
  const headers = headersFor(credential, '/logout');
  return (await send('POST', `${url}/logout`, headers, null, options)).revoking;
}

/** Revokes every credential of this credential's subject. */
export async function logOutAll(url: string, { headers }: Presented) {
  return (await send('POST', `${url}/logout-all`, headers)).revoking;
}

/** Revokes every credential of another subject; `admin` must hold the role admin. */
export async function revokeSubject(url: string, admin: Credential, subject: string) {
  return (await send('POST', `${accountAt(url, subject)}/revoke`, admin.headers)).revoking;
}

/** Revokes every credential of another subject and closes the account to new logins. */
export async function disableAccount(url: string, admin: Credential, subject: string) {
  const path = `${accountAt(url, subject)}/revoke`;
  return (await send('POST', path, admin.headers, { disable: true })).revoking;
}

/** Changes the role of another subject; `admin` must hold the role admin. */
export async function changeRole(url: string, admin: Credential, subject: string, role: string) {
  return (await send('PUT', `${accountAt(url, subject)}/role`, admin.headers, { role })).revoking;
}

function accountAt(url: string, subject: string): string {
  return `${url}/accounts/${encodeURIComponent(subject)}`;
}

/**
 * Swaps the refresh token of a credential for a new credential (tokens only). It stands in the body, or in a cookie
 * that the credential carries. `credential` is null when it was refused.
 */
export async function refreshWith(url: string, credential: Credential) {
  const path = '/token/refresh';
  const { refreshToken } = credential;
  const inCookie = refreshToken === null;
  const [headers, body] = inCookie ? [headersFor(credential, path), null] : [{}, { refreshToken }];
  const { revoking, text, setCookie } = await send('POST', url + path, headers, body);
  const accepted = revoking.status === 200;
  return { ...revoking, credential: accepted ? credentialFrom(setCookie, JSON.parse(text)) : null };
}

/** @throws when the refresh token is refused */
export async function refreshed(url: string, credential: Credential): Promise<Credential> {
  const answer = await refreshWith(url, credential);
  if (answer.credential === null) throw new Error(`refreshing was answered ${answer.status}`);
  return answer.credential;
}
