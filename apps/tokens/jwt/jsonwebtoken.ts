import { isUtf8 } from 'node:buffer';
import { KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { RejectionCode } from '../../shared/auth-outcome.ts';
import { rememberPerKey, TokenRejected, type VerificationKey } from '../keys/key-source.ts';
import { namesType, type TokenLibrary, type TokenLibraryParts } from './library.ts';

type Parts = TokenLibraryParts & { readonly algorithm: 'HS256' | 'RS256' | 'ES256' };

/**
 * jsonwebtoken checks signatures on the main thread. It leaves out checks that a standard asks for and that jose makes,
 * so this file makes them: the type, `crit` and `b64` in the header, base64url of whole bytes, UTF-8, and the length of a
 * signature.
 * @param rawKey the trap of many tutorials: the key is handed over as text and parsed again for every token
 */
export function createJsonwebtokenLibrary(parts: Parts, rawKey: boolean): TokenLibrary {
  const { algorithm, signingKey, findKey, issuer, audience, now } = parts;
  const convert = rememberPerKey<KeyObject | string | Buffer>(rawKey ? toText : toKeyObject);
  return {
    async sign(payload, type) {
      const { kid, key } = await signingKey();
      return jsonwebtoken.sign({ ...payload, iss: issuer, aud: audience }, key, {
        algorithm,
        header: { alg: algorithm, typ: type, kid },
      });
    },
    async verify(token, type, expiry = 'checked') {
      try {
        const [headerPart = '', payloadPart = '', signature = ''] = token.split('.');
        // One letter more than whole bytes have is no base64url (RFC 4648 section 4), and Node passes over it.
        if ([headerPart, payloadPart, signature].some((part) => part.length % 4 === 1)) {
          throw new TokenRejected('malformed');
        }
        // Read here because jsonwebtoken turns every error of a key lookup into its own, and because a token of type
        // `JWT` whose payload is no JSON makes it throw a SyntaxError.
        const header = readHeader(headerPart);
        if (header.alg !== algorithm || !namesType(header.typ, type)) {
          throw new TokenRejected('invalid');
        }
        const key = convert(await findKey(header.kid));
        requireLength(signature, algorithm);
        const payload = jsonwebtoken.verify(token, key, {
          algorithms: [algorithm],
          issuer,
          audience,
          clockTolerance: parts.clockToleranceSeconds,
          clockTimestamp: Math.floor(now() / 1000),
          ignoreExpiration: expiry === 'ignored',
        });
        if (typeof payload !== 'object' || !isUtf8(Buffer.from(payloadPart, 'base64url'))) {
          throw new TokenRejected('malformed');
        }
        return { ok: true, payload };
      } catch (error) {
        return { ok: false, code: rejectionOf(error) };
      }
    },
  };
}

const headerSchema = z.looseObject({
  alg: z.string(),
  typ: z.string().optional(),
  kid: z.string().optional(),
});

function readHeader(part: string): z.infer<typeof headerSchema> {
  const header = parseHeader(part);
  // `crit` names extensions that a recipient must know (RFC 7515 section 4.1.11), and this app knows none. `b64` is one
  // that no JWT may have (RFC 7797 section 7).
  if ('crit' in header || 'b64' in header) throw new TokenRejected('invalid');
  return header;
}

function parseHeader(part: string): z.infer<typeof headerSchema> {
  const bytes = Buffer.from(part, 'base64url');
  try {
    if (isUtf8(bytes)) return headerSchema.parse(JSON.parse(bytes.toString()));
  } catch {
    // Neither JSON nor a header: malformed, as below.
  }
  throw new TokenRejected('malformed');
}

/**
 * jsonwebtoken throws a TypeError for an ES256 signature that is not two numbers of 32 bytes (RFC 7518 section 3.4).
 */
function requireLength(signature: string, algorithm: Parts['algorithm']): void {
  if (algorithm !== 'ES256') return;
  if (Buffer.from(signature, 'base64url').length !== 64) throw new TokenRejected('invalid');
}

function toKeyObject(key: VerificationKey): KeyObject {
  return key instanceof KeyObject ? key : KeyObject.from(key);
}

function toText(key: VerificationKey): string | Buffer {
  const object = toKeyObject(key);
  return object.type === 'secret'
    ? object.export()
    : object.export({ type: 'spki', format: 'pem' });
}

/** Every error of jsonwebtoken is about the token; any other is a fault and goes on its way. */
function rejectionOf(error: unknown): RejectionCode {
  if (error instanceof TokenRejected) return error.code;
  if (error instanceof jsonwebtoken.TokenExpiredError) return 'expired';
  if (error instanceof jsonwebtoken.JsonWebTokenError) {
    return /malformed|invalid token/.test(error.message) ? 'malformed' : 'invalid';
  }
  throw error;
}
