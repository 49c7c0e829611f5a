import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../stack/project.ts';
import type { KubernetesObject } from './objects.ts';
import { replicaProblems } from './replicas.ts';
import { schemaProblems } from './schema.ts';
import { toldProblems } from './told.ts';
import { wiringProblems } from './wiring.ts';

/** What `kubectl kustomize` rendered of one overlay. */
export interface Manifests {
  readonly contender: string;
  readonly objects: readonly KubernetesObject[];
}

/** All that is wrong with each of the manifests, in their order. */
export function judge(
  project: Project,
  tools: string,
  all: readonly Manifests[],
): readonly (readonly string[])[] {
  const routes = routesOfApp(project.root);
  const compiler = join(project.root, 'node_modules/typescript/bin/tsc');
  const schema = schemaProblems(
    tools,
    compiler,
    all.map(({ objects }) => objects),
  );
  return all.map(({ contender, objects }, index) => [
    ...(schema[index] ?? []),
    ...wiringProblems(objects),
    ...replicaProblems(objects, routes),
    ...toldProblems(project, contender, objects),
  ]);
}

/** The paths that the app answers a GET on. The page is written from the routes, and a test compares the two. */
export function routesOfApp(root: string): ReadonlySet<string> {
  const page = readFileSync(join(root, 'docs/reference/contract.md'), 'utf8');
  return new Set([...page.matchAll(/^\| `GET (\S+)`/gm)].map(([, path = '']) => path));
}
