import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StackError } from '../stack/errors.ts';
import { type KubernetesObject, nameOf } from './objects.ts';

/**
 * What the types of the Kubernetes API refuse in each of the manifests, in their order: unknown fields, missing fields,
 * and values of a wrong type. Each object becomes a literal in a file of its own, and the TypeScript compiler judges
 * it. In a literal it refuses each field that the type does not have, and says which name was probably meant.
 * @param tools the folder that `setup.sh` filled
 * @param compiler path of `tsc`
 */
export function schemaProblems(
  tools: string,
  compiler: string,
  all: readonly (readonly KubernetesObject[])[],
): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(tools, 'judged-'));
  const fileOf = (manifests: number, object: number) => `${manifests}-${object}.ts`;
  try {
    const files = all.flatMap((objects, manifests) =>
      objects.map((object, index) => {
        const file = fileOf(manifests, index);
        writeFileSync(join(folder, file), literalOf(object));
        return file;
      }),
    );
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const said = compile(compiler, folder);
    return all.map((objects, manifests) =>
      objects.flatMap((object, index) =>
        (said.get(fileOf(manifests, index)) ?? []).map(
          (message) => `${nameOf(object)}: ${message}`,
        ),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const compilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  module: 'nodenext',
  target: 'es2024',
  types: [],
} as const;

function literalOf(object: KubernetesObject): string {
  const type = `I${object.kind}`;
  return [
    `import type { ${type} } from 'kubernetes-models/${object.apiVersion}';`,
    `export const object: ${type} = ${JSON.stringify(object, null, 2)};`,
  ].join('\n');
}

/** The messages of the compiler by the names of the files. */
function compile(compiler: string, folder: string): ReadonlyMap<string, readonly string[]> {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [compiler, '--pretty', 'false', '--project', folder],
    { encoding: 'utf8', cwd: folder },
  );
  const messages = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const { path, message } =
      /^(?<path>[^(]+)\(\d+,\d+\): error TS\d+: (?<message>.*)$/.exec(line)?.groups ?? {};
    if (path === undefined || message === undefined) continue;
    const file = basename(path);
    messages.set(file, [...(messages.get(file) ?? []), inTheWordsOfManifests(message)]);
  }
  if (status !== 0 && messages.size === 0) {
    throw new StackError('part_failed', `the compiler did not judge: ${stdout}${stderr}`);
  }
  return messages;
}

/** The compiler speaks of literals. The reader has written a field into a manifest. */
function inTheWordsOfManifests(message: string): string {
  const { field, type } =
    /known properties, and '"?(?<field>[^'"]+)"?' does not exist in type 'I(?<type>[^']+)'/.exec(
      message,
    )?.groups ?? {};
  return field === undefined ? message : `there is no field ${field} in ${type}`;
}
