/**
 * Other texts for the same signed token (JWS compact serialisation, RFC 7515). Verifiers differ in which they accept;
 * a list that is keyed by the text, or by its hash, misses every one that they do.
 */
export interface Spelling {
  readonly name: 'padding' | 'trailing-bits' | 'second-signature';
  readonly text: string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Order of the P-256 group (FIPS 186-5; SEC 2, section 2.4.2). */
const p256Order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const p256Bytes = 32;

export function respell(token: string): Spelling[] {
  const spellings: Spelling[] = [{ name: 'padding', text: `${token}=` }];
  const trailing = withOtherTrailingBits(token);
  if (trailing !== null) spellings.push({ name: 'trailing-bits', text: trailing });
  if (algorithmOf(token) === 'ES256') {
    spellings.push({ name: 'second-signature', text: withSecondSignature(token) });
  }
  return spellings;
}

/**
 * The last character of base64url carries bits that no byte uses, unless the length is a multiple of four. Strict
 * decoders refuse them when they are not zero (RFC 4648, section 3.5).
 */
export function withOtherTrailingBits(token: string): string | null {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  const last = alphabet.indexOf(token.slice(-1));
  if (signature.length % 4 === 0 || last === -1) return null;
  // The lowest bit is unused in both cases: 4 spare bits after 2 characters, 2 after 3.
  return token.slice(0, -1) + alphabet.charAt(last ^ 1);
}

/** If (r, s) is an ECDSA signature, so is (r, n - s): anybody can make it, without the key. */
export function withSecondSignature(token: string): string {
  const dot = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(dot), 'base64url');
  const r = signature.subarray(0, p256Bytes);
  const s = BigInt(`0x${signature.subarray(p256Bytes).toString('hex')}`);
  const other = (p256Order - s).toString(16).padStart(2 * p256Bytes, '0');
  return token.slice(0, dot) + Buffer.concat([r, Buffer.from(other, 'hex')]).toString('base64url');
}

function algorithmOf(token: string): unknown {
  const [header = ''] = token.split('.', 1);
  const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
  return typeof parsed === 'object' && parsed !== null && 'alg' in parsed ? parsed.alg : undefined;
}
