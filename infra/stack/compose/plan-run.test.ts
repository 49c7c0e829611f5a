import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { storePassword } from '../accounts.ts';
import { layOut } from '../layout.ts';
import { project } from '../project.ts';
import type { ArmSpec } from '../stack.ts';
import type { ComposeContext } from './context.ts';
import { planRun } from './plan-run.ts';
import { renderCompose } from './render.ts';

const specs: readonly ArmSpec[] = [
  { arm: 'tokens', contender: 'tokens', replicas: 2, storeLinks: true, standby: true },
  { arm: 'tokens-hs256', contender: 'tokens', environment: { TOKEN_ALGORITHM: "a'b$c" } },
  { arm: 'sessions', contender: 'sessions', replicas: 1, storeLinks: true },
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
  networks: ['10.213.7', '10.213.8', '10.213.9'],
  secrets: {
    session: 'the session secret',
    loadAccount: 'the account secret',
    store: 'the store secret',
  },
  log: () => undefined,
  isEnding: () => false,
};
const text = renderCompose(planRun(context, specs));

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({ networks: z.record(z.string(), z.object({ ipv4_address: z.string() })) }),
  ),
});
const { services } = composeFile.parse(parse(text, { merge: true, maxAliasCount: -1 }));

test('a secret is handed over by the environment and written to no file', () => {
  expect(text).not.toContain('secret:');
  for (const secret of ['the session secret', 'the account secret', 'the store secret']) {
    expect(text).not.toContain(secret);
  }
  for (const { arm } of specs) expect(text).not.toContain(storePassword(arm, context.secrets));
  expect(text).toContain(`SESSION_SECRET: \${SESSION_SECRET:?}`);
  expect(text).toContain(`REDIS_PASSWORD: '\${TOKENS_HS256_STORE_PASSWORD:?}'`);
});

test('an arm with links reaches its store through them, another one directly', () => {
  const url = (variable: string, place: string) =>
    `REDIS_URL: 'redis://:\${${variable}_STORE_PASSWORD:?}@${place}'`;
  expect(text).toContain(`REPLICA: tokens-2, ${url('TOKENS', 'tokens-links:7001')}`);
  expect(text).toContain(url('SESSIONS', 'sessions-links:7000'));
  expect(text).toContain(url('TOKENS_HS256', 'tokens-hs256-store:6379'));
});

test('the environment of an arm is passed on as it is, whatever characters it has', () => {
  expect(text).toContain("TOKEN_ALGORITHM: 'a''b$$c'");
});

test('a measured container is not throttled and not asked for its health', () => {
  expect(text).not.toContain('cpus:');
  expect(text).not.toContain('interval:');
});

test('a standby and the sentinels have containers, each with an address of its own', () => {
  const doubles = Object.keys(services).filter((name) => /-store-2$|^sentinel-/.test(name));
  expect(doubles).toEqual(['tokens-store-2', 'sentinel-1', 'sentinel-2', 'sentinel-3']);
  const addresses = Object.values(services).flatMap(({ networks }) =>
    Object.values(networks).map((place) => place.ipv4_address),
  );
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('a part joins the network of its arm; the balancer and the sentinels those that they serve', () => {
  const joined = Object.entries(services).map(([name, { networks }]) => [
    name,
    Object.keys(networks),
  ]);
  expect(Object.fromEntries(joined)).toEqual({
    balancer: ['tokens', 'tokens-hs256', 'sessions'],
    'tokens-links': ['tokens'],
    'tokens-store': ['tokens'],
    'tokens-store-2': ['tokens'],
    'tokens-1': ['tokens'],
    'tokens-2': ['tokens'],
    'sentinel-1': ['tokens'],
    'sentinel-2': ['tokens'],
    'sentinel-3': ['tokens'],
    'tokens-hs256-store': ['tokens-hs256'],
    'tokens-hs256-1': ['tokens-hs256'],
    'tokens-hs256-2': ['tokens-hs256'],
    'tokens-hs256-3': ['tokens-hs256'],
    'sessions-links': ['sessions'],
    'sessions-store': ['sessions'],
    'sessions-1': ['sessions'],
  });
});

test('without a standby there is no sentinel', () => {
  const alone = specs.map((spec) => ({ ...spec, standby: false }));
  const { layout } = layOut(alone, 20_000);
  expect(renderCompose(planRun({ ...context, layout }, alone))).not.toContain('sentinel');
});
