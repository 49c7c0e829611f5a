import type { Request, Response } from 'express';
import type { RejectionCode } from '../auth-outcome.ts';
import type { Carriage } from '../config.ts';

/** Every way in which a request can fail: stable code, status and one sentence. The codes are part of the contract. */
const catalogue = {
  missing: [401, 'This needs a credential, and none was sent.'],
  malformed: [401, 'The credential does not have the shape of one.'],
  invalid: [401, 'The credential was not issued here.'],
  expired: [401, 'The credential has expired.'],
  revoked: [401, 'The credential has been revoked.'],
  unknown: [401, 'The credential is not, or no longer, known.'],
  invalid_credentials: [401, 'Username or password is wrong.'],
  account_disabled: [401, 'The account is disabled.'],
  invalid_refresh_token: [401, 'The refresh token is unknown, expired or revoked.'],
  refresh_token_reused: [
    401,
    'The refresh token had been used before; its whole family is now revoked.',
  ],
  forbidden: [403, 'This needs the role admin.'],
  foreign_page: [
    403,
    'The private port answers no web page: no Origin, and a Host that is an address.',
  ],
  not_found: [404, 'There is no such resource.'],
  method_not_allowed: [405, 'The resource exists, but not for this method.'],
  shared_secret: [
    409,
    'The key is one secret that every replica holds: it ends by a restart of all of them with another one.',
  ],
  account_changed: [409, 'The account was changed during the login. Log in again.'],
  step_out_of_order: [409, 'The earlier steps come first.'],
  idempotency_key_in_flight: [409, 'Another request with this Idempotency-Key has not ended yet.'],
  idempotency_key_reused: [422, 'This Idempotency-Key came with another body before.'],
  malformed_idempotency_key: [
    400,
    'An Idempotency-Key is a text in quotation marks: up to 64 letters, digits and _ . : -',
  ],
  malformed_json: [400, 'The body is not valid JSON.'],
  malformed_request: [400, 'The request is not valid HTTP.'],
  invalid_body: [400, 'The body does not have the expected members.'],
  request_timeout: [408, 'The request took too long to arrive.'],
  precondition_failed: [412, 'The resource is not in the state that the request asks for.'],
  body_too_large: [413, 'The body is larger than this server reads.'],
  state_too_large: [413, 'The state is larger than a cookie can carry.'],
  unsupported_media_type: [415, 'The body must be application/json.'],
  too_many_logins: [
    429,
    'This replica is checking as many passwords as it may. Log in again in a second.',
  ],
  unsupported_coding: [
    415,
    'The body may be compressed by gzip, deflate or br, and by one of them.',
  ],
  uri_too_long: [414, 'The address is longer than this server reads.'],
  headers_too_large: [431, 'The request headers are larger than this server reads.'],
  expectation_failed: [417, 'The only expectation that this server meets is 100-continue.'],
  method_unsupported: [400, 'This server does not know the method.'],
  transfer_encoding_unsupported: [
    400,
    'The only transfer encoding that this server reads is chunked.',
  ],
  http_version_unsupported: [400, 'This server speaks HTTP/1.1 and HTTP/1.0.'],
  internal: [500, 'Something broke. The fault is in the log of the replica.'],
  store_unavailable: [
    503,
    'The store did not answer in time. Nothing is known about the credential.',
  ],
  keys_unavailable: [503, 'The verification keys could not be fetched.'],
  stale: [503, 'The copy of the denylist on this replica is too old to decide.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof catalogue;

/** Thrown by a handler to end the request with this problem. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  constructor(code: ProblemCode, options?: ErrorOptions & { readonly detail?: string }) {
    super(options?.detail ?? catalogue[code][1], options);
    this.code = code;
  }
  get status(): number {
    return catalogue[this.code][0];
  }
}

/** The body of RFC 9457, with the stable `code` beside it. */
export function problemBody(code: ProblemCode, detail: string = catalogue[code][1]) {
  return {
    type: `urn:lab:problem:${code}`,
    title: catalogue[code][1],
    status: catalogue[code][0],
    code,
    detail,
  };
}

/**
 * Answers with the problem. A 401 or 403 names the scheme (RFC 9110 section 11.6.1), a 503 or 429 when to come back.
 * @param carriage decides which scheme this replica accepts
 */
export function sendProblem(
  req: Request,
  res: Response,
  problem: Problem,
  carriage: Carriage,
): void {
  if (problem.status === 401 || problem.status === 403) {
    res.set('WWW-Authenticate', challengeFor(problem.code, carriage));
  }
  // Only where the coding is at fault (RFC 9110 section 12.5.3).
  if (problem.code === 'unsupported_coding') res.set('Accept-Encoding', 'gzip, deflate, br');
  if (problem.status === 503 || problem.status === 429) res.set('Retry-After', '1');
  res
    .status(problem.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ ...problemBody(problem.code, problem.message), instance: req.path }));
}

/** No scheme is registered for cookies. A client must not be asked for a bearer token that would be refused. */
const schemes: Readonly<Record<Carriage, string>> = { cookie: 'Cookie', bearer: 'Bearer' };

const refusedCredentials: readonly string[] = [
  'malformed',
  'invalid',
  'expired',
  'revoked',
  'unknown',
] satisfies RejectionCode[];

/**
 * RFC 6750 section 3.1: a request without a credential gets no error code, a refused one `invalid_token`, and one that
 * may not do this `insufficient_scope`. Decision 0015 says why cookies have a scheme.
 */
function challengeFor(code: ProblemCode, carriage: Carriage): string {
  const challenge = `${schemes[carriage]} realm="lab"`;
  if (code === 'forbidden') return `${challenge}, error="insufficient_scope"`;
  if (!refusedCredentials.includes(code)) return challenge;
  return `${challenge}, error="invalid_token", error_description="${code}"`;
}
