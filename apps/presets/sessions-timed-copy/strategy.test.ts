import { expect, test } from 'vitest';
import { createDirectReader } from '../../sessions-hardened/store.ts';
import { createTimedReader } from './strategy.ts';

/** A store in memory, and a clock that stands still until it is moved. */
function timed(maxAgeMs: number) {
  const records = new Map<string, string>();
  const direct = createDirectReader({ get: async (key) => records.get(key) ?? null });
  const clock = { nowMs: 0 };
  return { records, clock, reader: createTimedReader(direct, maxAgeMs, () => clock.nowMs) };
}

test('a copy is believed until it has reached its age, whatever happens to the record', async () => {
  const { records, clock, reader } = timed(1000);
  records.set('sess:1', 'one');
  expect(await reader.read('sess:1')).toBe('one');
  records.delete('sess:1');
  clock.nowMs = 999;
  expect(await reader.read('sess:1')).toBe('one');
  clock.nowMs = 1000;
  expect(await reader.read('sess:1')).toBeNull();
});

test('its age counts from the asking, not from the answer', async () => {
  const { records, clock, reader } = timed(1000);
  records.set('sess:1', 'one');
  const reading = reader.read('sess:1');
  clock.nowMs = 900;
  await reading;
  records.delete('sess:1');
  clock.nowMs = 1000;
  expect(await reader.read('sess:1')).toBeNull();
});

test('what this replica has written itself it reads anew', async () => {
  const { records, reader } = timed(1000);
  records.set('sess:1', 'one');
  await reader.read('sess:1');
  records.set('sess:1', 'two');
  reader.written('sess:1');
  expect(await reader.read('sess:1')).toBe('two');
});

test('that there is no record is not remembered', async () => {
  const { records, reader } = timed(1000);
  expect(await reader.read('sess:1')).toBeNull();
  records.set('sess:1', 'one');
  expect(await reader.read('sess:1')).toBe('one');
});
