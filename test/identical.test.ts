import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { routesOfApps } from '../docs/generate/contract-page.ts';
import { withContendersTable } from '../docs/generate/names-page.ts';
import {
  type Contender,
  contenderNamed,
  contenderNames,
  contenders,
} from '../infra/contenders/contenders.ts';

/** The comparison is worth something only while everything else is the same. These tests hold the files to that. */

const apps = ['sessions', 'tokens', 'floor'] as const;
type App = (typeof apps)[number];

const sharedFolder = 'apps/shared';
const page = readFileSync('apps/README.md', 'utf8');

/** The page's table of differences. */
const differences = page.slice(page.indexOf('## Every difference between the apps'));

interface Source {
  readonly path: string;
  readonly text: string;
}

/** The TypeScript files of a folder, except its tests and their fixtures. */
function sourcesOf(folder: string): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path))
    .map((path) => join(folder, path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** What a file imports or exports again: a package, a subpath import such as `#serve`, or a path below the root. */
function importsOf({ path, text }: Source): readonly string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g);
  return [...found].map(([, name = '']) =>
    name.startsWith('.') ? join(dirname(path), name) : name,
  );
}

function packagesOf(sources: readonly Source[]): ReadonlySet<string> {
  const names = sources.flatMap(importsOf).filter((name) => !/^(node:|#|apps\/)/.test(name));
  return new Set(names);
}

const shared = sourcesOf(sharedFolder);
const packagesOfShared = packagesOf(shared);

/** The code of an app: its plain contender and the variants. */
const sourcesOfApp: Readonly<Record<App, readonly Source[]>> = {
  sessions: sourcesOfContenders('sessions'),
  tokens: sourcesOfContenders('tokens'),
  floor: sourcesOfContenders('floor'),
};

function sourcesOfContenders(app: App): readonly Source[] {
  return contenders.filter((each) => each.app === app).flatMap(({ folder }) => sourcesOf(folder));
}

test('main.ts is the same file in the folders of all contenders, byte for byte', () => {
  const plain = readFileSync('apps/sessions/main.ts');
  const different = contenders.filter(
    ({ folder }) => !readFileSync(join(folder, 'main.ts')).equals(plain),
  );
  expect(different.map(({ folder }) => folder)).toEqual([]);
});

test('the plain two have the same files, and tokens has three folders besides', () => {
  const { stdout } = spawnSync(
    'diff',
    ['-rq', '--exclude=*.test.ts', '--exclude=*.fixture.ts', 'apps/sessions', 'apps/tokens'],
    { encoding: 'utf8' },
  );
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('Only in '))).toEqual([
    'Only in apps/tokens: jwt',
    'Only in apps/tokens: keys',
    'Only in apps/tokens: refresh',
  ]);
  expect(lines.filter((line) => line.endsWith(' differ'))).toHaveLength(lines.length - 3);
});

describe('imports', () => {
  /** The libraries that an approach is made of. What every app has in common must not know them. */
  const approachLibraries = ['jose', 'jsonwebtoken', 'express-session', 'connect-redis'];

  test('apps/shared imports no contender, and no library of an approach', () => {
    const found = shared.flatMap(importsOf);
    const outside = (name: string) =>
      name.includes('/') && name.startsWith('apps/') && !name.startsWith(`${sharedFolder}/`);
    expect(found.filter(outside)).toEqual([]);
    expect(approachLibraries.filter((name) => packagesOfShared.has(name))).toEqual([]);
    expect(packagesOfShared).toContain('express');
  });

  test.for(contenders.map((each) => [each.contender, each] as const))(
    '%s imports its own files, apps/shared, and what it builds on',
    ([, contender]) => {
      const allowed = foldersFor(contender).map((folder) => `${folder}/`);
      const paths = sourcesOf(contender.folder)
        .flatMap(importsOf)
        .filter((name) => /^(apps|bench|docs|infra|test)\//.test(name));
      expect(paths.filter((path) => !allowed.some((folder) => path.startsWith(folder)))).toEqual(
        [],
      );
      expect(paths.length).toBeGreaterThan(0);
    },
  );

  test.for(contenders.map((each) => [each.contender, each] as const))(
    '%s imports the libraries that its card names, and no other of its own',
    ([, contender]) => {
      const named = contender.library?.split(', ') ?? [];
      // TOKEN_LIBRARY of the plain token app chooses between the two.
      const chosen = contender.contender === 'tokens' ? ['jsonwebtoken'] : [];
      const own = [...packagesOf(sourcesOf(contender.folder))].filter(
        (name) => !packagesOfShared.has(name),
      );
      expect(own.filter((name) => ![...named, ...chosen].includes(name))).toEqual([]);
    },
  );

  /** A contender reaches further ones only through what the one that it builds on exports again. */
  function foldersFor({ folder, buildsOn }: Contender): readonly string[] {
    return [folder, sharedFolder, ...(buildsOn === null ? [] : [contenderNamed(buildsOn).folder])];
  }
});

describe('the table of differences', () => {
  test.for(apps)('names every npm package that only %s imports', (app) => {
    const others = apps.filter((other) => other !== app).map((other) => sourcesOfApp[other]);
    const elsewhere = packagesOf([...others.flat(), ...shared]);
    const own = [...packagesOf(sourcesOfApp[app])].filter((name) => !elsewhere.has(name));
    expect(own.filter((name) => !differences.includes(`\`${name}\``))).toEqual([]);
    expect(own.length > 0).toBe(app !== 'floor');
  });

  test.for(apps)('names every Redis key that only %s uses', (app) => {
    const prefixes = sourcesOfApp[app].flatMap(({ text }) =>
      [...text.matchAll(/`(\{?[a-z][a-z-]+:)\$\{/g)].map(([, prefix = '']) => prefix),
    );
    expect(prefixes.filter((prefix) => !differences.includes(`\`${prefix}`))).toEqual([]);
    expect(prefixes.length > 0).toBe(app !== 'floor');
  });

  test('names every route that not all apps have', async () => {
    const all = await routesOfApps();
    const namesOf = (app: string) =>
      new Set(
        all.find((each) => each.app === app)?.routes.map(({ method, path }) => `${method} ${path}`),
      );
    for (const app of apps) {
      const others = apps.filter((other) => other !== app).map(namesOf);
      for (const name of namesOf(app)) {
        if (others.every((other) => other.has(name))) continue;
        expect(differences).toContain(`\`${name}\``);
      }
    }
  });
});

test('the table of contenders in apps/README.md says what the cards say (node docs/reference.ts)', () => {
  expect(page).toBe(withContendersTable(page));
  for (const name of contenderNames) expect(page).toContain(`| [\`${name}\`](`);
});
