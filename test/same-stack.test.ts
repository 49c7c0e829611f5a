import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { contenderNamed, contenderNames, isSticky } from '../infra/contenders/contenders.ts';

describe('the stack treats all contenders alike', () => {
  /** The balancer of a sticky contender sends each user back to one replica. It differs on purpose. */
  const alike = contenderNames.filter((name) => !isSticky(name));

  test('the services of docker-compose.yml differ in name, folder, address, profile and secret only', () => {
    const compose: { services: Record<string, Record<string, unknown>> } = parse(
      readFileSync('docker-compose.yml', 'utf8'),
      { merge: true, maxAliasCount: -1 },
    );
    const shapeOf = (name: string, part: string) => {
      const { networks, profiles, command, environment, volumes, ...others } =
        compose.services[`${name}-${part}`] ?? {};
      expect(networks).toBeDefined();
      // infra/stack/compose/checked-in.test.ts says which of the two secrets a replica gets.
      const { SESSION_SECRET, KEYS_FILE, ...told } = Object(environment);
      const same = { ...others, told, ...(part === 'store' ? { volumes } : {}) };
      if (part !== 'store') {
        expect(command).toEqual(['node', `${contenderNamed(name).folder}/main.ts`]);
      }
      return JSON.stringify(same)
        .replaceAll(new RegExp(`${name}-(?=[123]"|store)`, 'g'), 'X-')
        .replaceAll(`${name.toUpperCase().replaceAll('-', '_')}_STORE`, 'X_STORE')
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
