import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Scenario } from './scenario.ts';

const folder = join(import.meta.dirname, 'scenarios');

/**
 * Every scenario, by name: a file in `scenarios/` is a scenario, and there is no other list.
 * @throws TypeError for a file that exports no scenario, or one with the name of another file
 */
export async function findScenarios(): Promise<readonly Scenario[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  return await Promise.all(files.map((file) => readScenario(join(folder, file))));
}

async function readScenario(path: string): Promise<Scenario> {
  const { scenario }: { readonly scenario?: Scenario } = await import(pathToFileURL(path).href);
  if (scenario?.name === basename(path, '.ts')) return scenario;
  throw new TypeError(`${path} must export a "scenario" that has the name of the file`);
}
