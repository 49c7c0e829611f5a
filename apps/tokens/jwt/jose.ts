import { KeyObject } from 'node:crypto';
import { type CryptoKey, decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { RejectionCode } from '../../shared/auth-outcome.ts';
import { rememberPerKey, TokenRejected, type VerificationKey } from '../keys/key-source.ts';
import { namesType, type TokenLibrary, type TokenLibraryParts } from './library.ts';

/**
 * jose checks signatures with WebCrypto, on Node's thread pool.
 * @param secretObject the secret of HS256 stays a `KeyObject`, which jose imports anew for every token: a trap
 */
export function createJoseLibrary(parts: TokenLibraryParts, secretObject = false): TokenLibrary {
  const { algorithm, signingKey, findKey, issuer, audience, now } = parts;
  const convert = secretObject ? (key: VerificationKey) => key : rememberPerKey(toCryptoKey);
  return {
    async sign(payload, type) {
      const { kid, key } = await signingKey();
      return await new SignJWT({ ...payload, iss: issuer, aud: audience })
        .setProtectedHeader({ alg: algorithm, typ: type, kid })
        .sign(convert(key));
    },
    async verify(token, type, expiry = 'checked') {
      try {
        const { payload } = await jwtVerify(
          token,
          async (header) => convert(await keyFor(header)),
          {
            algorithms: [algorithm],
            typ: type,
            issuer,
            audience,
            clockTolerance: parts.clockToleranceSeconds,
            currentDate: new Date(now()),
          },
        );
        return { ok: true, payload };
      } catch (error) {
        // jose looks at the expiry last: everything else about this token is good.
        if (expiry === 'ignored' && error instanceof errors.JWTExpired) {
          return { ok: true, payload: error.payload };
        }
        return { ok: false, code: rejectionOf(error) };
      }
    },
  };

  function keyFor({ kid, b64 }: { readonly kid?: string; readonly b64?: unknown }) {
    // jose knows this extension, and passes over it where `crit` does not name it. No JWT may have it (RFC 7797 section
    // 7).
    if (b64 !== undefined) throw new TokenRejected('invalid');
    return findKey(kid);
  }
}

/**
 * Reads a token and believes it: anybody can make one up. No contender runs with it. The lab needs it to tell what
 * reading a token costs from what checking its signature costs: it is jose with the checking left out.
 */
export function createUnverifiedLibrary(parts: TokenLibraryParts): TokenLibrary {
  const { sign } = createJoseLibrary(parts);
  return {
    sign,
    async verify(token, type) {
      try {
        const { typ } = decodeProtectedHeader(token);
        if (!namesType(typ, type)) return { ok: false, code: 'invalid' };
        return { ok: true, payload: decodeJwt(token) };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) {
          return { ok: false, code: 'malformed' };
        }
        throw error;
      }
    },
  };
}

/** jose remembers what it makes of a public `KeyObject`. It imports a secret one anew for every token. */
function toCryptoKey(key: VerificationKey): CryptoKey | KeyObject {
  if (!(key instanceof KeyObject) || key.type !== 'secret') return key;
  return key.toCryptoKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

/** Every error of jose is about the token. Any other error is a fault and is thrown again. */
function rejectionOf(error: unknown): RejectionCode {
  if (error instanceof TokenRejected) return error.code;
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  if (error instanceof errors.JOSEError) return 'invalid';
  throw error;
}
