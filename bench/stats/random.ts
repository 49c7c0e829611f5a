/**
 * Seeded randomness, so that a run can be repeated from the seed that it printed. Not for secrets.
 *
 * Generator: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47,
 * 2021; https://prng.di.unimi.it/xoshiro128starstar.c). A seed is spread over its state by splitmix32, the 32-bit mixer
 * of MurmurHash3, as its authors advise for a state that must not be all zero.
 */
export interface Random {
  /** Uniform on [0, 1), in steps of 2^-32. */
  uniform(): number;
  /** Uniform on 0 … below - 1. `below` is at most 2^32. */
  integer(below: number): number;
  /** Standard normal deviate (Box and Muller 1958). */
  normal(): number;
  /** A new list in random order (Fisher and Yates; Durstenfeld 1964). */
  shuffle<T>(list: readonly T[]): T[];
  /** A generator of its own for a named purpose: what one part draws does not move another part's draws. */
  stream(name: string): Random;
}

type State = readonly [number, number, number, number];

/** A generator from a seed, a whole number of 0 … 2^32 - 1. */
export function createRandom(seed: number): Random {
  const splitmix = splitmix32(seed);
  const next = xoshiro128starstar([splitmix(), splitmix(), splitmix(), splitmix()]);
  const uniform = () => next() / 2 ** 32;
  const integer = (below: number) => Math.floor(uniform() * below);
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (list) => shuffled(list, integer),
    stream: (name) => createRandom((seed ^ fnv1a(name)) >>> 0),
  };
}

function shuffled<T>(list: readonly T[], integer: (below: number) => number): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = integer(last + 1);
    // Both places exist: chosen <= last < length.
    const moved = result[chosen] as T;
    result[chosen] = result[last] as T;
    result[last] = moved;
  }
  return result;
}

/** The next 32 bits, as an unsigned whole number, at each call. */
export function xoshiro128starstar(state: State): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function splitmix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}

/** FNV-1a, 32 bits, over UTF-16 code units: names to numbers. */
function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
