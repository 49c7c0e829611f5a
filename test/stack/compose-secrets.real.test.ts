import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docker, engineVersion } from '../../infra/stack/compose/engine.ts';
import type { Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { standIn } from './running.ts';

const engine = await engineVersion().catch(() => null);

/** The containers of these services. No other test has arms of these names. */
const services = ['left-1', 'left-store', 'right-1', 'right-store', 'balancer'] as const;

describe.skipIf(engine === null)('an arm in containers (needs a Docker engine)', () => {
  let stack: Stack;
  const containers = new Map<string, string>();

  beforeAll(async () => {
    const arms = ['left', 'right'].map((arm) => ({ arm, contender: 'sessions', replicas: 1 }));
    stack = await startStack({ driver: 'compose', arms }, standIn);
    const label = 'com.docker.compose.project';
    const format = `{{index .Config.Labels "${label}"}}`;
    const [left = ''] = (await containersWith('com.docker.compose.service=left-1')).split('\n');
    const project = await docker('inspect', '--format', format, left);
    for (const service of services) {
      const filter = `com.docker.compose.service=${service}`;
      containers.set(service, await containersWith(filter, `${label}=${project}`));
    }
  }, 300_000);
  afterAll(() => stack?.stop());

  const containersWith = (...labels: readonly string[]) =>
    docker('ps', '--quiet', ...labels.flatMap((each) => ['--filter', `label=${each}`]));
  const containerOf = (service: string): string => containers.get(service) ?? '';

  /** Whether a replica can open a connection to Redis in another container. */
  async function reaches(replica: string, store: string): Promise<boolean> {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
    const address = await docker('inspect', '--format', format, containerOf(store));
    const open = `exec 3<>/dev/tcp/${address}/6379`;
    const answer = `timeout 2 bash -c '${open}' 2>/dev/null && echo open || echo closed`;
    return (await docker('exec', containerOf(replica), 'bash', '-c', answer)) === 'open';
  }

  test('reaches its own Redis and no Redis of another arm', async () => {
    expect(await reaches('left-1', 'left-store')).toBe(true);
    expect(await reaches('left-1', 'right-store')).toBe(false);
    expect(await reaches('right-1', 'left-store')).toBe(false);
  });

  test('has a password of its own, and no secret stands on a command line', async () => {
    const told = (service: string, name: string) =>
      docker('exec', containerOf(service), 'printenv', name);
    const passwords = await Promise.all(
      ['left-store', 'right-store'].map((service) => told(service, 'REDIS_PASSWORD')),
    );
    expect(new Set(passwords).size).toBe(2);
    const secrets = [...passwords, await told('left-1', 'SESSION_SECRET')];
    for (const secret of secrets) expect(secret).toHaveLength(43);
    for (const service of services) {
      const lines = await docker('top', containerOf(service), '-eo', 'pid,args');
      expect(lines).toContain('supervise.sh');
      for (const secret of secrets) expect(lines).not.toContain(secret);
    }
  });
});
