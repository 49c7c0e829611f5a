import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smokeResult, withFailedGate } from '../report/fixture.ts';
import type { Result } from '../result/result.ts';
import {
  checksumFileName,
  checksumLine,
  keptFileName,
  sha256,
  writeResult,
} from '../result/result-files.ts';
import { methodVersion } from '../run/facts.ts';
import { checkGallery } from './check.ts';
import { compressed, keepRun } from './keep.ts';
import {
  folderNameOf,
  galleryDirectory,
  keptFolders,
  readGallery,
  whyNotCounted,
} from './kept-run.ts';
import { privateFacts, withoutFolders } from './private.ts';
import { quietRun } from './quiet-run.fixture.ts';
import { galleryFiles } from './write.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gallery-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function kept(result: Result): Promise<string> {
  await writeResult(join(folder, 'run'), result);
  return await keepRun(join(folder, 'run'), join(folder, 'gallery'));
}

/** The recorded run is trimmed, so its figures do not follow from the trials that it still has. */
const notRecomputed = async () => [];

describe('the kept runs', () => {
  test('follow every rule', async () => {
    expect(await checkGallery(galleryDirectory)).toEqual([]);
  });

  test('give the committed page, pictures and band byte for byte: otherwise run `make gallery`', async () => {
    for (const { fileName, content } of galleryFiles(await readGallery(galleryDirectory))) {
      expect(await readFile(join(galleryDirectory, fileName), 'utf8'), fileName).toBe(content);
    }
  });
});

describe('a run that is kept', () => {
  test('gets a folder by its machine, its stack and its seed, with its trials and their sum', async () => {
    const result = quietRun(({ environment, run }) => {
      environment.cpuModel = 'Intel(R) Xeon(R) CPU E5-2673 v4 @ 2.30GHz';
      environment.cpuCount = 4;
      run.seed = 7;
      run.argv = ['--stack=native', '--seed', '7', '--out', '/home/somebody/run'];
    });
    const name = await kept(result);
    expect(name).toBe(`intel-xeon-e5-2673-v4-4-${result.environment.driver}-seed7`);
    expect(await checkGallery(join(folder, 'gallery'), notRecomputed)).toEqual([]);
    const [run] = await readGallery(join(folder, 'gallery'));
    expect(run?.result).toEqual({
      ...result,
      run: { ...result.run, argv: ['--stack=native', '--seed', '7'] },
    });
  });

  test('is named disturbed when a gate of lookup failed, or when two equal arms read as different', async () => {
    const first = quietRun();
    expect(folderNameOf(first)).not.toMatch(/disturbed/);
    expect(folderNameOf(withFailedGate(first))).toMatch(/-disturbed$/);
    const apart = quietRun(({ lookup }) => {
      for (const each of lookup?.comparisons ?? []) if (each.kind === 'a-a') each.low = 1.001;
    });
    expect(folderNameOf(apart)).toMatch(/-disturbed$/);
    expect(whyNotCounted(apart, 'lookup')).toBe('two equal arms differ: 1.001 to 1.020');
    expect(whyNotCounted(apart, 'revocation')).toBeNull();
  });

  test('always gives the same bytes, without a time in them', () => {
    const bytes = compressed('the same text');
    expect(bytes).toEqual(compressed('the same text'));
    expect(bytes.readUInt32LE(4)).toBe(0);
    expect(gunzipSync(bytes).toString()).toBe('the same text');
  });

  test('is refused when its profile is not the default one, its code was changed, or its method is of the future', async () => {
    await expect(kept(smokeResult())).rejects.toThrow('profile smoke');
    const changed = quietRun(({ tool }) => {
      tool.gitDirty = true;
    });
    await expect(kept(changed)).rejects.toThrow('uncommitted changes');
    const future = quietRun(({ tool }) => {
      tool.methodVersion = `${Number(methodVersion) + 1}`;
    });
    await expect(kept(future)).rejects.toThrow('a known method');
  });

  test('is refused when it is kept already', async () => {
    await kept(quietRun());
    await expect(kept(quietRun())).rejects.toThrow('is already there');
  });

  test.for([
    'cannot open /home/somebody/lab/x',
    'read C:\\Users\\somebody',
    'refused by 10.1.2.3',
    'written by somebody@example.test',
    `Bearer eyJ${'a'.repeat(12)}.${'b'.repeat(12)}.c`,
  ])('is refused when it tells "%s", and the refusal does not repeat it', async (text) => {
    const result = quietRun(({ lookup }) => {
      lookup?.trials[0]?.invalidBecause.push(text);
    });
    const refusal = await kept(result).then(String, String);
    expect(refusal).toMatch(/lookup\.trials\.0\.invalidBecause\.0: (?:a|an|the) /);
    expect(refusal).not.toContain(text);
  });

  test('may not tell a name of the machine that keeps it', () => {
    const result = quietRun(({ failover }) => {
      failover?.trials[0]?.invalidBecause.push('no answer from build-host-7:80');
    });
    const found = privateFacts(result, ['build-host-7']);
    expect(found).toEqual(['failover.trials.0.invalidBecause.0: a name of this machine']);
  });

  test('loses the folders of its command line, however they were given', () => {
    const given = ['--seed=3', '--out=/a', '--resume', '/b', '--stack', 'native'];
    expect(withoutFolders(given)).toEqual(['--seed=3', '--stack', 'native']);
  });

  test('may tell versions that look like addresses', () => {
    const result = quietRun(({ environment }) => {
      environment.v8Version = '13.6.233.17-node.53';
    });
    expect(privateFacts(result, [])).toEqual([]);
  });
});

describe('the check of the gallery', () => {
  test('finds a file that was changed after it was kept', async () => {
    const name = await kept(quietRun());
    const path = join(folder, 'gallery', name, keptFileName);
    const text = gunzipSync(await readFile(path)).toString('utf8');
    await writeFile(path, compressed(text.replace('"cameBack": 0', '"cameBack": 1')));
    expect(await checkGallery(join(folder, 'gallery'), notRecomputed)).toEqual([
      expect.stringContaining('is not as the bench wrote it'),
    ]);
  });

  test('finds a missing sum', async () => {
    const name = await kept(quietRun());
    await rm(join(folder, 'gallery', name, checksumFileName));
    expect(await checkGallery(join(folder, 'gallery'), notRecomputed)).toEqual([
      expect.stringContaining('without a check'),
    ]);
  });

  test('finds a figure that does not follow from the trials, although the sum was made anew', async () => {
    const [name = ''] = keptFolders(galleryDirectory).filter((each) => !each.endsWith('disturbed'));
    const text = gunzipSync(await readFile(join(galleryDirectory, name, keptFileName)));
    const forged = compressed(
      text.toString('utf8').replace('"staleTrials": 0', '"staleTrials": 1'),
    );
    await mkdir(join(folder, 'gallery', name), { recursive: true });
    await writeFile(join(folder, 'gallery', name, keptFileName), forged);
    const sum = checksumLine(sha256(forged), keptFileName);
    await writeFile(join(folder, 'gallery', name, checksumFileName), sum);
    expect(await checkGallery(join(folder, 'gallery'))).toEqual([
      expect.stringMatching(/staleTrials is 1 in the file, and 0 follows from the trials/),
    ]);
  });
});
