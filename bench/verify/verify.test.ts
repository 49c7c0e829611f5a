import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordedResult } from '../report/fixture.ts';
import { writeReports } from '../report/main.ts';
import type { Result } from '../result/result.ts';
import { checksumLine, sha256, writeResult } from '../result/result-files.ts';
import { trialOf } from '../result/trial.fixture.ts';
import { comparePart, nameOfPlace } from './part.ts';
import { printVerification } from './print.ts';
import { recordedRun, smallRun } from './run.fixture.ts';
import { sweepParts } from './sweeps.ts';
import { deriveAgain, differencesOf, verifyFolder } from './verify.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verify-test-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const small = smallRun();

/** A folder as a run leaves it. */
async function write(result: Result): Promise<void> {
  await writeResult(directory, result);
  await writeReports(directory, result);
}

describe('a run that was left as it is', () => {
  test('passes, and says how much was recomputed and what was taken as given', async () => {
    await write(small);
    const verification = await verifyFolder(directory);
    expect(differencesOf(verification)).toEqual([]);
    expect(verification.checksums.holding).toEqual(['results.json', 'report.html', 'report.md']);
    const text = printVerification(verification);
    expect(text).toMatch(/verify: [\d,]+ figures and [\d,]+ sentences recomputed, 0 differ\n$/);
    expect(text).toMatch(/other values taken as given: .*environment \d/);
  });

  test('passes when the same values are written in another layout', async () => {
    await write(small);
    const content = JSON.stringify(small, null, 4);
    await writeFile(join(directory, 'results.json'), content);
    const sums = await readFile(join(directory, 'SHA256SUMS'), 'utf8');
    const own = checksumLine(sha256(content), 'results.json');
    await writeFile(join(directory, 'SHA256SUMS'), sums.replace(/^.*\n/, own));
    expect(differencesOf(await verifyFolder(directory))).toEqual([]);
  });

  test('passes when only its packed results are there, and says that no report was compared', async () => {
    const packed = gzipSync(JSON.stringify(small));
    await writeFile(join(directory, 'results.json.gz'), packed);
    const verification = await verifyFolder(directory);
    expect(differencesOf(verification)).toEqual([]);
    expect(verification.checksums.present).toBe(false);
    expect(printVerification(verification)).toMatch(/report\.md +not in the folder: drawn again/);
  });

  test('passes for what it holds when it was stopped early', async () => {
    await write({
      ...small,
      failover: null,
      gates: deriveAgain({ ...small, failover: null }).result.gates,
    });
    const verification = await verifyFolder(directory);
    expect(differencesOf(verification)).toEqual([]);
    expect(verification.unfinished).toContain('failover');
  });

  test('says of a recorded run what its bench had said, within the six digits of the record', () => {
    const differing = deriveAgain(recordedRun())
      .parts.filter(({ place }) => place[0] !== 'gates')
      .flatMap((part) => comparePart(part).differences)
      // The record has no histograms, and it was made before some of today's values.
      .filter(({ place, kept }) => place.at(-2) !== 'latencyUs' && kept !== null);
    const beyond = differing.filter(({ kept, again }) => {
      if (typeof kept !== 'number' || typeof again !== 'number') return true;
      return Math.abs(kept - again) > 1e-4 * Math.max(1, Math.abs(again));
    });
    expect(beyond.map(({ place }) => nameOfPlace(place))).toEqual([]);
  });
});

test('each row of a sweep is compared with the arm that the bench had compared it with', () => {
  const recorded = recordedResult().lookup?.sweeps;
  if (!recorded) throw new TypeError('the recorded run has no sweeps');
  const { algorithms, sizes, populations, replicas } = recorded;
  const trials = [...algorithms, ...sizes, ...populations, ...replicas].flatMap(({ arm }) =>
    [0, 1, 2].map((block) => trialOf({ arm, block, replicaCpuUs: 10_000 + 500 * block })),
  );
  const [part] = sweepParts({ ...recorded, trials });
  const compared = part === undefined ? [] : comparePart(part).differences;
  expect(compared.length).toBeGreaterThan(100);
  expect(compared.filter(({ place }) => place.at(-1) === 'to')).toEqual([]);
  const stopped = compared.filter(({ place }) => place.at(-1) === 'stoppedBy');
  expect(stopped).toEqual([]);
});

describe('what can be seen of an edit', () => {
  test('its place, and what follows from the trials', async () => {
    const forged = structuredClone(small);
    const index = small.lookup?.comparisons.findIndex(({ kind }) => kind === 'primary') ?? -1;
    const pair = small.lookup?.comparisons[index];
    const [edited] = forged.lookup?.comparisons.slice(index, index + 1) ?? [];
    Object.assign(edited ?? {}, { ratio: 1 });
    await write(forged);
    const differences = differencesOf(await verifyFolder(directory));
    expect(differences[0]).toContain(
      `lookup.comparisons[${index}].ratio is 1 in the file, and ${pair?.ratio}`,
    );
    expect(differences.some((each) => each.startsWith('report.md: "'))).toBe(true);
  });

  test('a line of a report that was added', async () => {
    await write(small);
    const path = join(directory, 'report.md');
    await writeFile(path, `${await readFile(path, 'utf8')}\nSessions are always slower.\n`);
    const differences = differencesOf(await verifyFolder(directory));
    expect(differences[0]).toMatch(/^report\.md is not as it was written/);
    expect(differences[1]).toMatch(/^report\.md has \d+ pieces of text, and \d+ follow/);
  });

  test('a report that would control the terminal is quoted without doing so', async () => {
    await write(small);
    const path = join(directory, 'report.md');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('# Sessions', '# \u001b[2JSessions'));
    const differences = differencesOf(await verifyFolder(directory)).join('\n');
    expect(differences).toContain('#  [2JSessions');
    expect(differences).not.toContain('\u001b');
  });

  test('a part that the plan has and the file does not', async () => {
    const forged = structuredClone(small);
    Object.assign(forged.lookup ?? {}, { ladder: null });
    await write(forged);
    const differences = differencesOf(await verifyFolder(directory));
    expect(differences[0]).toMatch(/^lookup\.ladder\.rungs is null in the file, and a list of \d+/);
  });

  test('a log that is no histogram, and no broken verification', async () => {
    const forged = structuredClone(small);
    for (const trial of forged.lookup?.trials ?? []) trial.latencyUs.histogram = 'none';
    await write(forged);
    const differences = differencesOf(await verifyFolder(directory));
    expect(differences[0]).toMatch(/^lookup cannot be computed again from its trials: /);
  });

  test('an explaining text of another version is named and is no difference', async () => {
    const worded = structuredClone(small);
    for (const cell of worded.failover?.cells.slice(0, 1) ?? []) cell.reason = 'Because it is so.';
    await write(worded);
    const verification = await verifyFolder(directory);
    expect(verification.otherWords).toContain('failover.cells[0].reason');
    expect(verification.parts.flatMap(({ differences }) => differences)).toEqual([]);
  });
});

describe('a folder that cannot be verified is refused with the reason', () => {
  test('no results', async () => {
    await expect(verifyFolder(directory)).rejects.toThrow(
      /there is no readable results\.json and no/,
    );
  });

  test('another method', async () => {
    await write({ ...small, tool: { ...small.tool, methodVersion: '0' } });
    await expect(verifyFolder(directory)).rejects.toThrow(/was measured by method 0/);
  });

  test('nothing measured', async () => {
    await write({ ...small, lookup: null, revocation: null, failover: null });
    await expect(verifyFolder(directory)).rejects.toThrow(/there is nothing to verify/);
  });
});
