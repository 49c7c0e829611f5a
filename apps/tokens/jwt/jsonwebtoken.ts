import { KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { RejectionCode } from '../../shared/auth-outcome.ts';
import type { VerificationKey } from '../keys/key-source.ts';
import { TokenRejected } from '../keys/key-source.ts';
import type { TokenLibrary, TokenLibraryParts } from './library.ts';

type Parts = TokenLibraryParts & { readonly algorithm: 'HS256' | 'RS256' | 'ES256' };

/**
 * jsonwebtoken checks signatures on the main thread.
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
    async verify(token, type) {
      try {
        // Read here because jsonwebtoken compares no type, and turns every error of a key lookup into its own.
        const header = readHeader(token);
        if (header.alg !== algorithm || header.typ !== type) throw new TokenRejected('invalid');
        const key = convert(await findKey(header.kid));
        const payload = jsonwebtoken.verify(token, key, {
          algorithms: [algorithm],
          issuer,
          audience,
          clockTolerance: parts.clockToleranceSeconds,
          clockTimestamp: Math.floor(now() / 1000),
        });
        if (typeof payload !== 'object') return { ok: false, code: 'malformed' };
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

function readHeader(token: string): z.infer<typeof headerSchema> {
  try {
    const [part = ''] = token.split('.', 1);
    return headerSchema.parse(JSON.parse(Buffer.from(part, 'base64url').toString()));
  } catch {
    throw new TokenRejected('malformed');
  }
}

/** The key set hands out the same object for the same key, so each is converted once. */
function rememberPerKey<Converted>(convert: (key: VerificationKey) => Converted) {
  const converted = new WeakMap<VerificationKey, Converted>();
  return (key: VerificationKey): Converted => {
    const known = converted.get(key) ?? convert(key);
    converted.set(key, known);
    return known;
  };
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
