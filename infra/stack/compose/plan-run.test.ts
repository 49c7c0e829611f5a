import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { layOut } from '../layout.ts';
import { project } from '../project.ts';
import type { ArmSpec } from '../stack.ts';
import type { ComposeContext } from './context.ts';
import { planRun } from './plan-run.ts';
import { renderCompose } from './render.ts';

const specs: readonly ArmSpec[] = [
  { arm: 'tokens', contender: 'tokens', replicas: 2, storeLinks: true, standby: true },
  { arm: 'tokens-hs256', contender: 'tokens', environment: { TOKEN_ALGORITHM: "a'b$c" } },
];
const context: ComposeContext = {
  run: {
    id: 'abc',
    path: '/lab/abc',
    owner: { driver: 'compose', pid: 1, start: '', project: 'lab-abc' },
  },
  composeProject: 'lab-abc',
  project,
  layout: layOut(specs, 20_000).layout,
  network: '10.213.7',
  secrets: { session: 'the session secret', loadAccount: 'the account secret' },
  log: () => undefined,
  isEnding: () => false,
};
const text = renderCompose(planRun(context, specs));

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({ networks: z.object({ lab: z.object({ ipv4_address: z.string() }) }) }),
  ),
});

test('a secret is handed over by the environment and written to no file', () => {
  expect(text).not.toContain('secret:');
  expect(text).not.toContain('the session secret');
  expect(text).toContain(`SESSION_SECRET: \${SESSION_SECRET:?}`);
});

test('an arm with links reaches its store through them, another one directly', () => {
  expect(text).toContain("REPLICA: tokens-2, REDIS_URL: 'redis://links:7001'");
  expect(text).toContain("REDIS_URL: 'redis://tokens-hs256-store:6379'");
});

test('the environment of an arm is passed on as it is, whatever characters it has', () => {
  expect(text).toContain("TOKEN_ALGORITHM: 'a''b$$c'");
});

test('a measured container is not throttled and not asked for its health', () => {
  expect(text).not.toContain('cpus:');
  expect(text).not.toContain('interval:');
});

test('a standby and the sentinels have containers, each with an address of its own', () => {
  const { services } = composeFile.parse(parse(text, { merge: true, maxAliasCount: -1 }));
  const doubles = Object.keys(services).filter((name) => /-store-2$|^sentinel-/.test(name));
  expect(doubles).toEqual(['tokens-store-2', 'sentinel-1', 'sentinel-2', 'sentinel-3']);
  const addresses = Object.values(services).map(({ networks }) => networks.lab.ipv4_address);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('without a standby there is no sentinel', () => {
  const alone = specs.map((spec) => ({ ...spec, standby: false }));
  const { layout } = layOut(alone, 20_000);
  expect(renderCompose(planRun({ ...context, layout }, alone))).not.toContain('sentinel');
});
