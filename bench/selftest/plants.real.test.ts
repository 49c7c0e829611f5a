import { expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { closingServer, latencies } from './plants/instrument.ts';

const context = {
  repetitions: 1,
  random: createRandom(1),
  say: () => undefined,
  signal: new AbortController().signal,
};

test('a server that closes connections unannounced makes the trial invalid', async () => {
  const [proof] = await closingServer.prove(context);
  expect(proof?.findings.map(({ said }) => said).join()).toMatch(/out of step/);
});

test('a wait that is planted in a server is never read as less', async () => {
  const proofs = await latencies.prove(context);
  expect(proofs).toHaveLength(4);
  // Only the lower side: on a machine that is busy with other tests an answer may come late.
  for (const { findings, planted } of proofs) {
    const read = Number(/p50 ([\d.]+) ms/.exec(findings[0]?.said ?? '')?.[1]);
    expect(read).toBeGreaterThanOrEqual(planted.includes('250 ms') ? 249 : 19);
  }
});
