import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docker, engineVersion } from '../../infra/stack/compose/engine.ts';
import type { Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { requireArm, standIn } from './running.ts';

const engine = await engineVersion().catch(() => null);

/** The ports of a Redis, of the first link to it, and of the control of the links. */
const ports = [6379, 7000, 9000] as const;

describe.skipIf(engine === null)('an arm in containers (needs a Docker engine)', () => {
  let stack: Stack;
  /** The container and the addresses of each service. */
  const containers = new Map<string, { readonly id: string; readonly addresses: string[] }>();

  beforeAll(async () => {
    const half = { contender: 'sessions', replicas: 1, storeLinks: true };
    const arms = ['left', 'right'].map((arm) => ({ ...half, arm }));
    stack = await startStack({ driver: 'compose', arms }, standIn);
    const label = (name: string) => `{{index .Config.Labels "com.docker.compose.${name}"}}`;
    // No other test has an arm of this name.
    const [left = ''] = await containersWith('service=left-1');
    const project = await docker('inspect', '--format', label('project'), left);
    const addresses = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
    for (const id of await containersWith(`project=${project}`)) {
      const facts = await docker('inspect', '--format', `${label('service')} ${addresses}`, id);
      const [service = '', ...places] = facts.trim().split(' ');
      containers.set(service, { id, addresses: places });
    }
  }, 300_000);
  afterAll(() => stack?.stop());

  async function containersWith(label: string): Promise<readonly string[]> {
    return (await docker('ps', '--quiet', '--filter', `label=com.docker.compose.${label}`)).split(
      '\n',
    );
  }
  const containerOf = (service: string): string => containers.get(service)?.id ?? '';

  /** `service:port` of every container of the stack to which this one can open a connection. */
  async function reachedFrom(service: string): Promise<readonly string[]> {
    const doors = [...containers].flatMap(([name, { addresses }]) =>
      addresses.flatMap((address) => ports.map((port) => ({ name, address, port }))),
    );
    const attempts = doors.map(({ name, address, port }) => {
      const open = `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2>/dev/null`;
      return `{ ${open} && echo ${name}:${port}; } &`;
    });
    const script = [...attempts, 'wait'].join('\n');
    return (await docker('exec', containerOf(service), 'bash', '-c', script)).split('\n').sort();
  }

  test('reaches its own Redis and links, no Redis or links of another arm, and no control of links', async () => {
    // 9000 of the replica itself is its own private port.
    expect(await reachedFrom('left-1')).toEqual([
      'left-1:9000',
      'left-links:7000',
      'left-store:6379',
    ]);
    expect(await reachedFrom('right-1')).toEqual([
      'right-1:9000',
      'right-links:7000',
      'right-store:6379',
    ]);
  });

  test('has links of its own, which the harness can cut from outside', async () => {
    const [left, right] = ['left', 'right'].map((arm) => requireArm(stack, arm).replicas[0]);
    await left?.storeLink?.cut();
    await expect(left?.storeLink?.measureRoundTripMs(1)).rejects.toThrow();
    expect(await right?.storeLink?.measureRoundTripMs(1)).toHaveLength(1);
    await left?.storeLink?.heal();
    expect(await left?.storeLink?.measureRoundTripMs(1)).toHaveLength(1);
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
    for (const service of containers.keys()) {
      const lines = await docker('top', containerOf(service), '-eo', 'pid,args');
      expect(lines).toContain('supervise.sh');
      for (const secret of secrets) expect(lines).not.toContain(secret);
    }
  });
});
