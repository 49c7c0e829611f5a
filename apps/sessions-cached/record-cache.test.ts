import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecordCache } from './record-cache.ts';

describe('the copies of records', () => {
  test('a reply is kept and served', () => {
    const cache = createRecordCache(10);
    cache.keep(cache.markFetch('a'), 'text');
    expect(cache.get('a')).toBe('text');
    cache.invalidate('a');
    expect(cache.get('a')).toBeUndefined();
  });

  test('a reply that was overtaken by its invalidation is not kept', () => {
    const cache = createRecordCache(10);
    const fetch = cache.markFetch('a');
    cache.invalidate('a');
    cache.keep(fetch, 'old');
    expect(cache.get('a')).toBeUndefined();
  });

  test('a reply that was on its way when everything was lost is not kept', () => {
    const cache = createRecordCache(10);
    const fetch = cache.markFetch('a');
    cache.clear();
    cache.keep(fetch, 'old');
    expect(cache.size).toBe(0);
  });

  test('of two fetches of one key only the later one is kept', () => {
    const cache = createRecordCache(10);
    const first = cache.markFetch('a');
    const second = cache.markFetch('a');
    cache.keep(first, 'first');
    expect(cache.get('a')).toBeUndefined();
    cache.keep(second, 'second');
    expect(cache.get('a')).toBe('second');
  });

  test('a fetch that failed leaves no mark behind', () => {
    const cache = createRecordCache(10);
    const failed = cache.markFetch('a');
    cache.drop(failed);
    cache.keep(failed, 'late');
    expect(cache.get('a')).toBeUndefined();
  });

  test('no more copies are kept than allowed, and the oldest goes first', () => {
    const cache = createRecordCache(2);
    for (const key of ['a', 'b', 'c']) cache.keep(cache.markFetch(key), key);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'b', 'c']);
  });
});

/**
 * A model of Redis with two connections. Each keeps its own order, and either may be ahead of the other. A step
 * writes the record, asks for it, delivers the next reply, or delivers the next invalidation.
 */
const steps = fc.array(fc.constantFrom('write', 'ask', 'reply', 'invalidation'), { maxLength: 60 });

test('a copy is never older than the invalidations that have arrived', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const cache = createRecordCache(10);
      let version = 0;
      let tracked = false;
      let knownAtLeast = 0;
      const replies: { fetch: ReturnType<typeof cache.markFetch>; version: number }[] = [];
      const invalidations: number[] = [];
      const act = {
        write() {
          version += 1;
          // Redis tells of a key once, until it is read again.
          if (tracked) invalidations.push(version);
          tracked = false;
        },
        ask() {
          replies.push({ fetch: cache.markFetch('a'), version });
          tracked = true;
        },
        reply() {
          const next = replies.shift();
          if (next !== undefined) cache.keep(next.fetch, String(next.version));
        },
        invalidation() {
          const next = invalidations.shift();
          if (next === undefined) return;
          knownAtLeast = next;
          cache.invalidate('a');
        },
      };
      for (const step of sequence) {
        act[step]();
        const copy = cache.get('a');
        if (copy !== undefined) expect(Number(copy)).toBeGreaterThanOrEqual(knownAtLeast);
        // When all that was sent has arrived, a copy is the record itself.
        if (copy !== undefined && invalidations.length === 0) expect(Number(copy)).toBe(version);
      }
    }),
    { numRuns: 2000 },
  );
});
