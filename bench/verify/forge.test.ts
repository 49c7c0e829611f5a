import { expect, test } from 'vitest';
import { plantEach } from './forge.ts';
import { printTampering } from './print.ts';
import { smallRun } from './run.fixture.ts';

test('every planted edit is applied and found, most of them although the reports were drawn again', async () => {
  const tampering = await plantEach(smallRun());
  const { planted, withoutPlace } = tampering;
  expect(planted.filter(({ caughtBy }) => caughtBy === null)).toEqual([]);
  expect(withoutPlace).toEqual([]);
  expect(planted.length).toBeGreaterThanOrEqual(20);
  expect(planted.filter(({ drawsReports }) => drawsReports).length).toBeGreaterThan(
    planted.length / 2,
  );
  // The forger wrote new checksums: these find the one edit of a checksum and no other.
  const bySum = planted.filter(({ caughtBy }) => caughtBy?.includes('SHA-256'));
  expect(bySum.map(({ name }) => name)).toEqual(['a checksum']);
  expect(printTampering(tampering)).toContain(
    `${planted.length} of ${planted.length} planted edits`,
  );
}, 120_000);
