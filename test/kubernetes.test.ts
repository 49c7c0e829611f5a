import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadKeys } from '../apps/tokens/keys/key-file.ts';
import { routesOfApp } from '../infra/kubernetes/judge.ts';
import { type KubernetesObject, readObjects } from '../infra/kubernetes/objects.ts';
import { differences } from '../infra/kubernetes/overlays.ts';
import { plants } from '../infra/kubernetes/plants.ts';
import { replicaProblems } from '../infra/kubernetes/replicas.ts';
import { contents } from '../infra/kubernetes/secrets.ts';
import { toldProblems } from '../infra/kubernetes/told.ts';
import { wiringProblems } from '../infra/kubernetes/wiring.ts';
import { project } from '../infra/stack/project.ts';

/** The Secrets that an overlay generates. */
const secrets = `
apiVersion: v1
kind: Secret
metadata: { name: shop }
data: { LOAD_ACCOUNT_SECRET: ${base64('a'.repeat(32))}, SESSION_SECRET: ${base64('b'.repeat(32))} }
---
apiVersion: v1
kind: Secret
metadata: { name: redis }
data: { REDIS_PASSWORD: ${base64('c')} }
`;

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The base as it stands in its files, each with `change`: what needs no kubectl can be judged without it. */
function base(change: (yaml: string) => string = (yaml) => yaml): readonly KubernetesObject[] {
  const files = ['namespace', 'shop', 'redis', 'network'];
  const texts = files.map((name) => readFileSync(`infra/kubernetes/base/${name}.yaml`, 'utf8'));
  return readObjects(change([...texts, secrets].join('\n---\n')));
}

/** The base with the text `from` replaced. */
function changed(from: string, to: string): readonly KubernetesObject[] {
  return base((yaml) => {
    expect(yaml).toContain(from);
    return yaml.replaceAll(from, to);
  });
}

const judged = (objects: readonly KubernetesObject[]) => [
  ...wiringProblems(objects),
  ...replicaProblems(objects, routesOfApp('.')),
];

describe('the Kubernetes manifests', () => {
  test('are right', () => {
    expect(judged(base())).toEqual([]);
  });

  test.for(plants.filter(({ name }) => name !== 'an unknown field'))(
    'with $name are wrong',
    ({ plant, found }) => {
      expect(judged(plant(base()))).toEqual([expect.stringContaining(found)]);
    },
  );

  test.for([
    ['minAvailable: 2', 'minAvailable: 3', 'no node can be drained'],
    ['- { port: metrics }', '- { port: metric }', 'have no port metric'],
    ['port: 80, targetPort: http', 'port: 80, targetPort: metrics', 'leads to the private port'],
    ['serviceName: redis', 'serviceName: store', 'there is no Service store'],
    ['name: data, mountPath', 'name: dat, mountPath', 'there is no volume dat'],
    ['name: redis, key: REDIS', 'name: rediss, key: REDIS', 'there is no Secret rediss'],
    ['path: /readyz', 'path: /ready', 'asks for /ready, which the app does not have'],
    ['PeriodSeconds: 20', 'PeriodSeconds: 15', 'SIGKILL comes after 15 s'],
    ['runAsNonRoot: true', 'runAsNonRoot: false', 'may run as root'],
  ] as const)('with %s changed to %s are wrong', ([from, to, problem]) => {
    expect(judged(changed(from, to))).toContainEqual(expect.stringContaining(problem));
  });

  test('that the check cannot read are an error with the name of the object', () => {
    expect(() => changed('minAvailable: 2', 'minAvailable: many')).toThrow(
      'PodDisruptionBudget shop: spec.minAvailable',
    );
    expect(() => changed('kind: NetworkPolicy', 'kind: Ingress')).toThrow('Ingress shop: kind');
  });

  test('may not let liveness ask Redis', () => {
    const asking = base((yaml) => {
      const [before = '', after = ''] = yaml.split('livenessProbe:\n', 2);
      return `${before}livenessProbe:\n${after.replace('/healthz', '/readyz')}`;
    });
    expect(judged(asking).join()).toContain(
      'its livenessProbe asks for /readyz, but only /healthz',
    );
  });
});

describe('what Kubernetes tells a replica', () => {
  const told = (more: string) =>
    toldProblems(
      project,
      'sessions',
      changed(
        'env:\n            - { name: NODE_ENV',
        `command: [node, apps/sessions/main.ts]\n          env:\n${more}            - { name: NODE_ENV`,
      ),
    );
  const secret =
    '            - { name: SESSION_SECRET, valueFrom: { secretKeyRef: { name: shop, key: SESSION_SECRET } } }\n';

  test('is what its program needs and knows', () => {
    expect(told(secret)).toEqual([]);
  });

  test('may not lack a variable', () => {
    const problems = told('').join();
    expect(problems).toContain('a replica of the lab is told SESSION_SECRET');
    expect(problems).toContain('sessions says: the environment cannot be used');
  });

  test('may not hold a variable that the program does not read', () => {
    const unknown = '            - { name: KEYS_FILE, value: /keys/keys.json }\n';
    expect(told(secret + unknown)).toEqual(['Deployment shop: sessions has no setting KEYS_FILE']);
  });
});

test('overlays differ in what the contenders differ in, and in nothing else', () => {
  const one = { contender: 'sessions', objects: base() };
  const other = { contender: 'tokens', objects: changed('replicas: 3', 'replicas: 4') };
  expect(differences([one, { ...one, contender: 'tokens' }])).toEqual([]);
  expect(differences([one, other])).toEqual([
    'Deployment shop differs from that of sessions in tokens',
  ]);
});

describe('the secrets of an overlay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('hold keys that the token app can read', async () => {
    const path = join(folder, 'keys.json');
    writeFileSync(path, contents('tokens')['keys.json'] ?? '');
    const { publicJwks } = await loadKeys(path, 'ES256');
    expect(publicJwks.keys).toEqual([expect.objectContaining({ alg: 'ES256', kty: 'EC' })]);
  });

  test('are those of its own app', () => {
    expect(Object.keys(contents('sessions'))).not.toContain('keys.json');
    expect(contents('sessions')['shop.env']).toMatch(/^SESSION_SECRET=[0-9a-f]{64}$/m);
    expect(contents('tokens')['shop.env']).not.toContain('SESSION_SECRET');
  });
});
