import { errors, jwtVerify, SignJWT } from 'jose';
import type { RejectionCode } from '../../shared/auth-outcome.ts';
import { TokenRejected } from '../keys/key-source.ts';
import type { TokenLibrary, TokenLibraryParts } from './library.ts';

/** jose checks signatures with WebCrypto, on Node's thread pool. */
export function createJoseLibrary(parts: TokenLibraryParts): TokenLibrary {
  const { algorithm, signingKey, findKey, issuer, audience, now } = parts;
  return {
    async sign(payload, type) {
      const { kid, key } = await signingKey();
      return await new SignJWT({ ...payload, iss: issuer, aud: audience })
        .setProtectedHeader({ alg: algorithm, typ: type, kid })
        .sign(key);
    },
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

/** Every error of jose is about the token. Any other error is a fault and is thrown again. */
function rejectionOf(error: unknown): RejectionCode {
  if (error instanceof TokenRejected) return error.code;
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  if (error instanceof errors.JOSEError) return 'invalid';
  throw error;
}
