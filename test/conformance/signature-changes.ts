import { type AcceptedToken, type Alter, signature, signedWith } from './token.ts';

/** The good signature by the lab's own key. */
export function good(input: string, token: AcceptedToken): Buffer {
  return signature(token, input);
}

/** A change of the bytes of the good signature. */
export function bytes(change: (signature: Buffer) => Buffer): Alter {
  return signedWith((input, token) => change(good(input, token)));
}

/** The good signature of something else than the input. */
export function over(other: (input: string) => string): Alter {
  return signedWith((input, token) => good(other(input), token));
}

/** The bytes of a number, most significant first. */
export function bytesOfNumber(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

export function numberOfBytes(part: Buffer): bigint {
  return BigInt(`0x${part.toString('hex')}`);
}
