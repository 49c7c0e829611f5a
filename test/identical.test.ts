import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { routesOfApps } from '../docs/generate/routes.ts';
import { contenderNames } from '../infra/contenders/contenders.ts';
import { contenders } from './contract/contenders.ts';

/** "Otherwise identical" is what makes the comparison one. So it is held against the files, not promised. */

const apps = ['sessions', 'tokens', 'floor'] as const;
type App = (typeof apps)[number];

const page = readFileSync('apps/README.md', 'utf8');

/** The rows of the page's table of differences, as one text. */
const differences = page.slice(
  page.indexOf('## Every difference between the apps'),
  page.indexOf('## What to know before'),
);

/** The text of all files of a folder that run: no tests. */
function sourcesOf(folder: string): readonly string[] {
  return readdirSync(join('apps', folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join('apps', folder, path), 'utf8'));
}

const sources: Readonly<Record<App | 'shared', readonly string[]>> = {
  sessions: sourcesOf('sessions'),
  tokens: sourcesOf('tokens'),
  floor: sourcesOf('floor'),
  shared: sourcesOf('shared'),
};

function packagesOf(folder: App | 'shared'): ReadonlySet<string> {
  const found = new Set<string>();
  for (const source of sources[folder]) {
    for (const [, name = ''] of source.matchAll(/from '([^.'][^']*)'/g)) {
      if (!name.startsWith('node:')) found.add(name);
    }
  }
  return found;
}

/** In exactly one app, and not in what they share. */
function onlyIn(app: App, has: (folder: App | 'shared') => boolean): boolean {
  return has(app) && ![...apps, 'shared' as const].some((other) => other !== app && has(other));
}

test('main.ts is the same file in all apps, byte for byte', () => {
  const [first, ...others] = apps.map((app) => readFileSync(`apps/${app}/main.ts`));
  for (const other of others) expect(other.equals(first ?? Buffer.alloc(0))).toBe(true);
});

describe('the table of differences', () => {
  test.for(apps)('names every npm package that only %s imports', (app) => {
    const own = [...packagesOf(app)].filter((name) =>
      onlyIn(app, (folder) => packagesOf(folder).has(name)),
    );
    expect(own.filter((name) => !differences.includes(`\`${name}\``))).toEqual([]);
    expect(own.length > 0).toBe(app !== 'floor');
  });

  test.for(apps)('names every variable that only %s reads', (app) => {
    const reads = (field: string) => (folder: App | 'shared') =>
      sources[folder].some(
        (source) => !source.includes('const environment =') && mentions(source, field),
      );
    const own = settings().filter(([, field]) => onlyIn(app, reads(field)));
    expect(own.filter(([variable]) => !differences.includes(`\`${variable}\``))).toEqual([]);
  });

  test.for(apps)('names every Redis key that only %s uses', (app) => {
    const prefixes = sources[app].flatMap((source) =>
      [...source.matchAll(/`(\{?[a-z][a-z-]+:)\$\{/g)].map(([, prefix = '']) => prefix),
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

test('the page has a row for every contender, and every variable has a row somewhere', () => {
  for (const name of contenderNames) expect(page).toContain(`| \`${name}\` |`);
  for (const [variable] of settings()) expect(page).toContain(`\`${variable}\``);
});

test('the stack starts exactly the contenders of which the contract knows the facts', () => {
  expect([...contenderNames].sort()).toEqual(contenders.map((each) => each.contender).sort());
});

describe('the stack treats all contenders alike', () => {
  /** A balancer that sends each user back to one replica is what this one is about. */
  const alike = contenderNames.filter((name) => name !== 'sessions-sticky');

  test('the services of docker-compose.yml differ in their name, app, address and profile only', () => {
    const compose: { services: Record<string, Record<string, unknown>> } = parse(
      readFileSync('docker-compose.yml', 'utf8'),
      { merge: true, maxAliasCount: -1 },
    );
    const shapeOf = (name: string, part: string) => {
      const { networks, profiles, command, ...same } = compose.services[`${name}-${part}`] ?? {};
      expect(networks).toBeDefined();
      if (part !== 'store') expect(command).toEqual(['node', `apps/${name.split('-')[0]}/main.ts`]);
      return JSON.stringify(same)
        .replaceAll(new RegExp(`${name}-(?=[123]"|store|keys)`, 'g'), 'X-')
        .replaceAll(`"${name}"`, '"X"');
    };
    for (const part of ['1', '2', '3', 'store']) {
      const shapes = new Set(contenderNames.map((name) => shapeOf(name, part)));
      expect([...shapes]).toEqual([[...shapes][0]]);
    }
  });

  test('the upstreams and servers of nginx differ in their name and port only', () => {
    const conf = readFileSync('infra/nginx/compose.conf', 'utf8');
    const shapeOf = (name: string) => {
      const from = conf.indexOf(`  upstream ${name} {`);
      const to = conf.indexOf('\n  upstream ', from + 1);
      return conf
        .slice(from, to === -1 ? conf.lastIndexOf('\n}') : to)
        .replaceAll(new RegExp(`\\b${name}(?=[-; ])`, 'g'), 'X')
        .replace(/listen \d+;/, 'listen N;')
        .trim();
    };
    const shapes = new Set(alike.map(shapeOf));
    expect([...shapes]).toEqual([[...shapes][0]]);
  });
});

/** Variables of the environment and the names that config.ts gives them. */
function settings(): readonly (readonly [string, string])[] {
  const config = readFileSync('apps/shared/config.ts', 'utf8');
  const pairs = [...config.matchAll(/^ {4}(\w+):[^\n]*?read\.([A-Z_]+)/gm)];
  expect(pairs.length).toBeGreaterThan(20);
  return pairs.map(([, field = '', variable = '']) => [variable, field] as const);
}

function mentions(source: string, field: string): boolean {
  return new RegExp(`\\b${field}\\b`).test(source);
}
