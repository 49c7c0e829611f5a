import { expect, test } from 'vitest';
import type { RaceEvent } from '../../result/revocation-findings.ts';
import { createTally, judge } from './race.ts';

const event = (request: string, sentMs: number, doneMs: number, status: number): RaceEvent => ({
  request,
  replica: 'sessions-1',
  sentMs,
  doneMs,
  status,
});

const logout = event('POST /logout', 100, 104, 204);
const refused = event('GET /me', 120, 121, 401);

test('a write that was answered while the logout was under way overlaps it', () => {
  expect(judge([event('PUT /cart', 98, 101, 200), logout], [refused]).overlapped).toBe(true);
});

test('a write that was answered before the logout was sent does not overlap it', () => {
  expect(judge([event('PUT /cart', 90, 99, 200), logout], [refused]).overlapped).toBe(false);
});

test('a write that was refused does not count as overlapping', () => {
  expect(judge([event('PUT /cart', 98, 101, 401), logout], [refused]).overlapped).toBe(false);
});

test('the credential came back when any replica accepts it, everything answered', () => {
  const accepted = event('GET /me', 120, 121, 200);
  expect(judge([logout], [refused, accepted]).cameBack).toBe(true);
  expect(judge([logout], [refused, refused]).cameBack).toBe(false);
});

test('events are given in the order of their sending, relative to the logout', () => {
  const { events } = judge([logout, event('PUT /cart', 98, 101, 200)], [refused]);
  expect(events.map(({ request, sentMs }) => `${request} ${sentMs}`)).toEqual([
    'PUT /cart -2',
    'POST /logout 0',
    'GET /me 20',
  ]);
});

test('a race without a good logout says so', () => {
  expect(() => judge([event('POST /logout', 100, 104, 503)], [])).toThrow(/answered 503/);
});

test('a row counts the races and shows the first that came back', () => {
  const accepted = event('GET /me', 120, 121, 200);
  const tally = createTally('sessions', 'write');
  tally.add(judge([logout], [refused]));
  tally.add(judge([event('PUT /cart', 98, 101, 200), logout], [accepted]));
  expect(tally.row).toMatchObject({ races: 2, overlapped: 1, cameBack: 1 });
  expect(tally.row.example?.map(({ request }) => request)).toEqual([
    'PUT /cart',
    'POST /logout',
    'GET /me',
  ]);
});
