import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { contenderNames } from '../../contenders/contenders.ts';
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
  networks: z.object({ lab: z.object({ ipv4_address: z.string() }) }),
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

  test('gives every service an address of its own', () => {
    const addresses = all.map(([, { networks }]) => networks.lab.ipv4_address);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test.for(all.filter(([, { environment }]) => environment))(
    '%s knows its own name and the store of its own arm',
    ([name, { environment }]) => {
      expect(environment?.REPLICA).toBe(name);
      expect(environment?.REDIS_URL).toBe(`redis://${environment?.ARM}-store:6379`);
      expect(name.startsWith(`${environment?.ARM}-`)).toBe(true);
    },
  );
});
