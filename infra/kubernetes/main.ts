/** `make check-kubernetes`: renders the manifests of each contender and judges them, without a cluster. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contenderNamed } from '../contenders/contenders.ts';
import { StackError } from '../stack/errors.ts';
import { project } from '../stack/project.ts';
import { judge, type Manifests } from './judge.ts';
import { openKubectl } from './kubectl.ts';
import { readObjects } from './objects.ts';
import { differences } from './overlays.ts';
import { plants } from './plants.ts';
import { makeSecrets } from './secrets.ts';

const overlays = join(import.meta.dirname, 'overlays');
/** setup.sh filled it. */
const tools = join(project.root, 'node_modules/.cache/kubernetes');

try {
  process.exitCode = check() ? 0 : 1;
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  print(error.message);
  process.exitCode = 1;
}

/** Prints what it finds. True when nothing is wrong. */
function check(): boolean {
  const kubectl = openKubectl(tools);
  const rendered = readdirSync(overlays).map((contender): Manifests => {
    const folder = join(overlays, contender);
    makeSecrets(folder, contenderNamed(contender).app);
    return { contender, objects: readObjects(kubectl.render(folder)) };
  });
  print(`rendered by kubectl ${kubectl.version}`);
  const problems = judge(project, tools, rendered);
  for (const [index, { contender, objects }] of rendered.entries()) {
    const found = problems[index] ?? [];
    print(`${contender}: ${objects.length} objects, problems: ${found.length}`);
    for (const problem of found) print(`  ${problem}`);
  }
  const different = differences(rendered);
  for (const difference of different) print(difference);
  return problems.flat().length === 0 && different.length === 0 && plantsAreFound(rendered[0]);
}

/** Plants errors into manifests that have none: a check that finds nothing must be able to find something. */
function plantsAreFound(right: Manifests | undefined): boolean {
  if (right === undefined) return false;
  const planted = plants.map(({ plant }) => ({ ...right, objects: plant(right.objects) }));
  const problems = judge(project, tools, planted);
  const missed = plants.filter(({ name, found }, index) => {
    const [first, ...others] = problems[index] ?? [];
    print(`planted ${name}: ${first ?? 'nothing found'}`);
    return first?.includes(found) !== true || others.length > 0;
  });
  for (const { name } of missed) print(`planted and not found, or not alone: ${name}`);
  print(
    `planted errors that the check finds: ${plants.length - missed.length} of ${plants.length}`,
  );
  return missed.length === 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
