import { expect, test } from 'vitest';
import { plantEach } from './forge.ts';
import { printTampering } from './print.ts';
import { smallRun } from './run.fixture.ts';
import { tampers } from './tampers.ts';
import { deriveAgain } from './verify.ts';

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

test('a seed that the run chose itself is taken as given, and no edit of it is planted', () => {
  const run = smallRun();
  const chosen = { ...run, run: { ...run.run, argv: ['--stack=native'] } };
  const forged = structuredClone(chosen);
  tampers.find(({ name }) => name.startsWith('the seed'))?.edit(forged);
  expect(forged).toEqual(chosen);
  const facts = deriveAgain(chosen).parts.find(({ place }) => place[0] === 'run');
  expect(facts?.again).not.toHaveProperty('seed');
});
