import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { contenderNamed, contenderNames } from '../../contenders/contenders.ts';
import { project } from '../project.ts';
import { checkedInFiles } from './checked-in.ts';

const read = (path: string) => readFileSync(join(project.root, path), 'utf8');

test.for([...checkedInFiles()])('%s is what infra/write-compose.ts writes', ([path, text]) => {
  expect(read(path)).toBe(text);
});

const serviceSchema = z.looseObject({
  image: z.string(),
  user: z.string(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  pids_limit: z.int(),
  mem_limit: z.string(),
  cpus: z.number(),
  ports: z.array(z.string()),
  healthcheck: z.object({ test: z.array(z.string()) }),
  profiles: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  networks: z.record(z.string(), z.object({ ipv4_address: z.string() })),
});
const { services } = z
  .object({ services: z.record(z.string(), serviceSchema) })
  .parse(parse(read('docker-compose.yml'), { merge: true, maxAliasCount: -1 }));
const all = Object.entries(services);

describe('docker-compose.yml', () => {
  test('has three replicas and a store for every contender and for the second floor', () => {
    const arms = [...contenderNames, 'floor-aa'];
    const expected = arms.flatMap((arm) => [`${arm}-store`, `${arm}-1`, `${arm}-2`, `${arm}-3`]);
    expect(Object.keys(services).toSorted()).toEqual(['balancer', ...expected].toSorted());
  });

  test('starts sessions and tokens when nothing else is asked for', () => {
    const always = all.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name);
    expect(always.toSorted()).toEqual(
      ['balancer', 'sessions-store', 'sessions-1', 'sessions-2', 'sessions-3']
        .concat(['tokens-store', 'tokens-1', 'tokens-2', 'tokens-3'])
        .toSorted(),
    );
    expect(services['tokens-pushed-2']?.profiles).toEqual(['tokens-pushed', 'all']);
  });

  test.for(all)(
    '%s runs without rights, within limits, and says whether it is well',
    ([, service]) => {
      expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
      expect(service.healthcheck.test[0]).toBe('CMD');
    },
  );

  test.for(all)('%s can be reached from this machine alone', ([, { ports }]) => {
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('gives every service an address of its own in each of its networks', () => {
    const addresses = all.flatMap(([, { networks }]) =>
      Object.values(networks).map((place) => place.ipv4_address),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('an arm has a network of its own, and the balancer joins all of them', () => {
    const arms = [...contenderNames, 'floor-aa'];
    expect(Object.keys(services.balancer?.networks ?? {}).toSorted()).toEqual(arms.toSorted());
    for (const arm of arms) {
      for (const part of ['store', '1', '2', '3']) {
        expect(Object.keys(services[`${arm}-${part}`]?.networks ?? {})).toEqual([arm]);
      }
    }
  });

  const replicas = all.filter(([, { environment }]) => environment?.REPLICA);

  test.for(replicas)(
    '%s knows its own name, the store of its own arm and the secret of its own app',
    ([name, { environment = {}, volumes = [] }]) => {
      const { REPLICA, ARM = '', REDIS_URL } = environment;
      expect(REPLICA).toBe(name);
      expect(name.startsWith(`${ARM}-`)).toBe(true);
      const password = services[`${ARM}-store`]?.environment?.REDIS_PASSWORD;
      const variable = `${ARM.toUpperCase().replaceAll('-', '_')}_STORE_PASSWORD`;
      expect(password).toBe(`\${${variable}:-development-only-${ARM}-store}`);
      expect(REDIS_URL).toBe(`redis://:${password}@${ARM}-store:6379`);
      const { app } = contenderNamed(ARM === 'floor-aa' ? 'floor' : ARM);
      expect('SESSION_SECRET' in environment).toBe(app === 'sessions');
      expect('KEYS_FILE' in environment).toBe(app === 'tokens');
      expect(volumes).toEqual(app === 'tokens' ? [`${ARM}-keys:/keys`] : []);
    },
  );
});
