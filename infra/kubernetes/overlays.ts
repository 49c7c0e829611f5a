import { isDeepStrictEqual } from 'node:util';
import { secretsOfApp } from '../stack/replica-environment.ts';
import type { Manifests } from './judge.ts';
import { type KubernetesObject, nameOf } from './objects.ts';

/**
 * What one overlay has and another one has not, apart from what the contenders differ in: the namespace, the program,
 * and the secrets of the app with the volume that holds them.
 */
export function differences(overlays: readonly Manifests[]): readonly string[] {
  const shapes = overlays.map(({ contender, objects }) => ({
    contender,
    shapes: shapesOf(contender, objects),
  }));
  const [first, ...others] = shapes;
  if (first === undefined) return [];
  return others.flatMap((other) =>
    [...new Set([...first.shapes.keys(), ...other.shapes.keys()])]
      .filter((name) => !isDeepStrictEqual(first.shapes.get(name), other.shapes.get(name)))
      .map((name) => `${name} differs from that of ${first.contender} in ${other.contender}`),
  );
}

/** The objects by their names, without what may differ. */
function shapesOf(
  contender: string,
  objects: readonly KubernetesObject[],
): ReadonlyMap<string, unknown> {
  const own = Object.keys(secretsOfApp(contender, { session: '', keysFile: '' }));
  return new Map(
    objects
      .filter(({ kind }) => kind !== 'Secret' && kind !== 'Namespace')
      .map((object) => [nameOf(object), without(object, contender, own)]),
  );
}

/** Fields that hold what belongs to the program of a contender. */
const fieldsOfProgram: ReadonlySet<string> = new Set(['volumes', 'volumeMounts']);

function without(value: unknown, contender: string, own: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((each) => !own.includes(String(Object(each).name)))
      .map((each) => without(each, contender, own));
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? neutral(value, contender) : value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !fieldsOfProgram.has(name))
      .map(([name, each]) => [name, without(each, contender, own)]),
  );
}

/** The name of the contender, its program, and the suffix that kustomize computes from the content of a Secret. */
function neutral(text: string, contender: string): string {
  if (text === contender) return '<contender>';
  return text
    .replace(new RegExp(`^apps/(?:presets/)?${contender}/main\\.ts$`), '<program>')
    .replace(/^(shop|redis|keys)-[a-z0-9]{10}$/, '$1');
}
