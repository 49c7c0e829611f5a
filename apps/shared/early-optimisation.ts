import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 optimise a function for good after 300 calls and not after 3,000, its default in Node 24. For measurements: with
 * the default the last functions of a request are optimised after some 10,000 requests to a replica, and what a request
 * costs moves by a third until then, in each contender at its own time. A replica in production is far beyond that; so a
 * lab must be too, or its ratios say how long it warmed up. Which functions are optimised in the end, and how, is
 * the same.
 */
export function optimiseEarly(): void {
  setFlagsFromString('--invocation-count-for-turbofan=300');
}
