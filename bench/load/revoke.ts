import { type Dispatcher, request } from 'undici';
import { type Credential, credentialFrom } from './credential.ts';

/** The requests that take a credential back, one function each, stamped on `performance.now()` of this process. */

export interface RevokingAnswer {
  readonly status: number;
  /** Just before the request was handed over. */
  readonly sentMs: number;
  /** The answer was fully received: t_ack when the status is 2xx. */
  readonly doneMs: number;
  /** `x-replica` of the answer; null when it had none. */
  readonly replica: string | null;
}

type Headers = Readonly<Record<string, string>>;

interface Options {
  /** Keeps a connection open between trials. Default: undici's global one. */
  readonly dispatcher?: Dispatcher;
}

async function send(
  method: 'POST' | 'PUT',
  url: string,
  headers: Headers,
  body: Readonly<Record<string, string | boolean>> | null,
  { dispatcher }: Options,
) {
  const sentMs = performance.now();
  const answer = await request(url, {
    method,
    headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
    body: body === null ? null : JSON.stringify(body),
    ...(dispatcher ? { dispatcher } : {}),
  });
  const text = await answer.body.text();
  const doneMs = performance.now();
  const replica = answer.headers['x-replica'];
  const revoking: RevokingAnswer = {
    status: answer.statusCode,
    sentMs,
    doneMs,
    replica: typeof replica === 'string' ? replica : null,
  };
  return { revoking, text, setCookie: answer.headers['set-cookie'] };
}

/** Revokes this credential. */
export async function logOut(url: string, credential: Credential, options: Options = {}) {
  return (await send('POST', `${url}/logout`, credential.headers, null, options)).revoking;
}

/** Revokes every credential of this credential's subject. */
export async function logOutAll(url: string, credential: Credential, options: Options = {}) {
  return (await send('POST', `${url}/logout-all`, credential.headers, null, options)).revoking;
}

/** Revokes every credential of somebody else; `admin` must hold the role admin. */
export async function revokeSubject(
  url: string,
  admin: Credential,
  subject: string,
  options: Options = {},
) {
  const path = `/accounts/${encodeURIComponent(subject)}/revoke`;
  return (await send('POST', url + path, admin.headers, null, options)).revoking;
}

/** Revokes every credential of somebody else and closes the account to new logins. */
export async function disableAccount(
  url: string,
  admin: Credential,
  subject: string,
  options: Options = {},
) {
  const path = `/accounts/${encodeURIComponent(subject)}/revoke`;
  return (await send('POST', url + path, admin.headers, { disable: true }, options)).revoking;
}

/** Changes somebody else's role; `admin` must hold the role admin. */
export async function changeRole(
  url: string,
  admin: Credential,
  subject: string,
  role: string,
  options: Options = {},
) {
  const path = `/accounts/${encodeURIComponent(subject)}/role`;
  return (await send('PUT', url + path, admin.headers, { role }, options)).revoking;
}

/** Swaps a refresh token for a new credential (tokens only). `credential` is null when it was refused. */
export async function refresh(url: string, refreshToken: string, options: Options = {}) {
  return await sendRefresh(url, {}, { refreshToken }, options);
}

/** The same with whatever the credential carries: its refresh cookie, or its refresh token in the body. */
export async function refreshWith(url: string, credential: Credential, options: Options = {}) {
  return credential.refreshToken === null
    ? await sendRefresh(url, credential.headers, null, options)
    : await refresh(url, credential.refreshToken, options);
}

async function sendRefresh(
  url: string,
  headers: Headers,
  body: Readonly<Record<string, string>> | null,
  options: Options,
) {
  const { revoking, text, setCookie } = await send(
    'POST',
    `${url}/token/refresh`,
    headers,
    body,
    options,
  );
  const accepted = revoking.status === 200;
  return { ...revoking, credential: accepted ? credentialFrom(setCookie, JSON.parse(text)) : null };
}
