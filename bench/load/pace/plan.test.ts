import { describe, expect, test } from 'vitest';
import { planner } from './plan.ts';
import type { PlannedRequest } from './record.ts';

const get: PlannedRequest = {
  method: 'GET',
  path: '/me',
  population: 'valid',
  credentials: 'valid',
};
const post: PlannedRequest = {
  method: 'POST',
  path: '/orders',
  population: 'revoked',
  credentials: 'revoked',
  body: '{}',
  headers: { accept: 'application/json' },
};
const sets = new Map([
  ['valid', [{ cookie: 'v=0' }, { cookie: 'v=1' }, { cookie: 'v=2' }]],
  ['revoked', [{ authorization: 'r-0' }, { authorization: 'r-1' }]],
]);
const load = { url: 'http://127.0.0.1:1', ratePerSecond: 1, durationMs: 1, plan: [get, get, post] };

describe('planner', () => {
  test('goes through the kinds in their order, and through the credentials of each in turn', () => {
    const plan = planner(load, sets);
    const sent = Array.from({ length: 9 }, (_, k) => {
      const { kind, headers } = plan(k);
      return [kind, headers.cookie ?? headers.authorization];
    });
    expect(sent).toEqual([
      [0, 'v=0'],
      [1, 'v=0'],
      [2, 'r-0'],
      [0, 'v=1'],
      [1, 'v=1'],
      [2, 'r-1'],
      [0, 'v=2'],
      [1, 'v=2'],
      [2, 'r-0'],
    ]);
  });

  test('names a body as JSON, keeps the kind its own headers and numbers the requests', () => {
    const plan = planner({ ...load, requestIdPrefix: 'f1-' }, sets);
    expect(plan(2).headers).toEqual({
      accept: 'application/json',
      authorization: 'r-0',
      'content-type': 'application/json',
      'x-request-id': 'f1-2',
    });
    expect(plan(0).headers).toEqual({ cookie: 'v=0', 'x-request-id': 'f1-0' });
  });

  test('refuses credentials that nobody provided, and a plan of nothing', () => {
    expect(() => planner({ ...load, plan: [{ ...get, credentials: 'lost' }] }, sets)).toThrow(
      'lost',
    );
    expect(() => planner({ ...load, plan: [get] }, new Map([['valid', []]]))).toThrow('valid');
    expect(() => planner({ ...load, plan: [] }, sets)).toThrow(RangeError);
  });
});
