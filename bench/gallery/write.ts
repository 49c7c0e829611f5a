import { join } from 'node:path';
import { writeAllAtomically } from '../result/result-files.ts';
import { smallMultiples } from './forest.ts';
import { bandFileName, guardFile } from './guard/band.ts';
import { type KeptRun, readGallery } from './kept-run.ts';
import { galleryPage, pictures } from './page.ts';
import { type PairInRuns, pairsInRuns } from './pairs.ts';

/** A file of the gallery that follows from the kept runs. */
interface WrittenFile {
  readonly fileName: string;
  readonly content: string;
}

/** The page, its pictures and the band of the guard. The same runs give the same bytes. */
export function galleryFiles(runs: readonly KeptRun[]): WrittenFile[] {
  const pairs = pairsInRuns(runs);
  const picture = (title: string, shown: readonly PairInRuns[]) =>
    smallMultiples({
      title,
      description: 'Ratios with 95 % intervals, a panel for each pair and a row for each run.',
      pairs: shown,
      labels: shortNames(runs),
      source: `${runs.length} runs of the default profile; logarithmic axis; filled: counts; hollow, in brackets: does not count`,
    });
  const guarded = guardFile(runs, pairs.ofContenders);
  return [
    { fileName: 'README.md', content: galleryPage(runs, pairs) },
    {
      fileName: pictures.toFloor,
      content: picture('CPU of one request, divided by that of the floor', pairs.toFloor),
    },
    {
      fileName: pictures.ofContenders,
      content: picture('CPU of one request, two contenders compared', pairs.ofContenders),
    },
    { fileName: bandFileName, content: `${JSON.stringify(guarded, null, 2)}\n` },
  ];
}

/** Names without what all of them begin with: `native-seed31` where every run is of one machine. */
function shortNames(runs: readonly KeptRun[]): ReadonlyMap<string, string> {
  const parts = runs.map(({ folder }) => folder.split('-'));
  const [first = []] = parts;
  const shared =
    runs.length < 2
      ? 0
      : first.findIndex((part, index) => parts.some((own) => own[index] !== part));
  return new Map(
    runs.map(({ folder }) => {
      const short = folder.split('-').slice(Math.max(0, shared)).join('-');
      return [folder, short.replace('-disturbed', '')];
    }),
  );
}

/** Writes the files of a gallery and returns their names. */
export async function writeGallery(gallery: string): Promise<string[]> {
  const files = galleryFiles(await readGallery(gallery));
  await writeAllAtomically(
    files.map(({ fileName, content }) => ({ path: join(gallery, fileName), content })),
  );
  return files.map(({ fileName }) => fileName);
}
