import { expect, test } from 'vitest';
import { outcomeOf, summariseStreams } from './streams.ts';

const stream = (endedMs: number | null, arrivedMs: readonly number[] = []) => ({
  arrivedMs,
  endedMs: () => endedMs,
});

test('the last stream to end counts, from the acknowledgement on', () => {
  expect(outcomeOf([stream(103), stream(107)], 100).endMs).toBe(7);
});

test('streams that ended before the acknowledgement ended at once', () => {
  expect(outcomeOf([stream(98)], 100).endMs).toBe(0);
});

test('one stream that is still open leaves the trial without an end', () => {
  expect(outcomeOf([stream(103), stream(null)], 100).endMs).toBeNull();
});

test('events are counted from the acknowledgement on', () => {
  expect(outcomeOf([stream(null, [90, 110]), stream(null, [120])], 100).eventsAfterAck).toBe(2);
});

test('a row has a middle and a largest only when every trial ended', () => {
  const ended = [2, 4, 9].map((endMs) => ({ endMs, eventsAfterAck: 0 }));
  expect(summariseStreams('tokens', 'closed-on-push', 500, ended)).toMatchObject({
    trials: 3,
    stillOpen: 0,
    p50Ms: 4,
    maxMs: 9,
  });
  const open = [...ended, { endMs: null, eventsAfterAck: 7 }];
  expect(summariseStreams('tokens', 'left-open', 500, open)).toMatchObject({
    stillOpen: 1,
    p50Ms: null,
    maxMs: null,
    eventsAfterAck: 7,
  });
});
