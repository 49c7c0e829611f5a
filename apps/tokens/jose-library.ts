import { errors, jwtVerify, SignJWT } from 'jose';
import type { RejectionCode } from '../shared/auth-strategy.ts';
import type { TokenLibrary, TokenLibraryParts } from './token-library.ts';
import { TokenRejected } from './token-rejected.ts';

/** jose checks signatures with WebCrypto, on Node's thread pool. */
export function createJoseLibrary(parts: TokenLibraryParts): TokenLibrary {
  const { algorithm, kid, signingKey, findKey, issuer, audience, now } = parts;
  return {
    sign: (payload, type) =>
      new SignJWT({ ...payload, iss: issuer, aud: audience })
        .setProtectedHeader({ alg: algorithm, typ: type, kid })
        .sign(signingKey),
    async verify(token, type) {
      try {
        const { payload } = await jwtVerify(token, ({ kid: named }) => findKey(named), {
          algorithms: [algorithm],
          typ: type,
          issuer,
          audience,
          clockTolerance: parts.clockToleranceSeconds,
          currentDate: new Date(now()),
        });
        return { ok: true, payload };
      } catch (error) {
        return { ok: false, code: rejectionOf(error) };
      }
    },
  };
}

/** Every error of jose is about the token; any other is a fault and goes on its way. */
function rejectionOf(error: unknown): RejectionCode {
  if (error instanceof TokenRejected) return error.code;
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  if (error instanceof errors.JOSEError) return 'invalid';
  throw error;
}
