import { cpus } from 'node:os';
import { expect, test } from 'vitest';
import { until } from '../../infra/stack/until.ts';
import { watchProcessors } from './processors.ts';

test('the idle share is that of the time between two moments, and of all processors', async () => {
  let idleMs = 0;
  const watch = watchProcessors(() => idleMs);
  const startMs = performance.now();
  expect(await until(() => performance.now() - startMs > 350, 30_000, 20)).toBe(true);
  const idleFromMs = performance.now();
  // From here on everything is idle.
  const timer = setInterval(() => {
    idleMs = cpus().length * (performance.now() - idleFromMs);
  }, 1);
  expect(await until(() => performance.now() - idleFromMs > 600, 30_000, 20)).toBe(true);
  clearInterval(timer);
  watch.stop();
  expect(watch.idleShare(startMs, idleFromMs - 250)).toBe(0);
  expect(watch.idleShare(idleFromMs + 250, performance.now())).toBeGreaterThan(0.5);
});

test('without a look at the machine nothing is called busy', () => {
  const watch = watchProcessors(() => 0);
  expect(watch.idleShare(0, 1)).toBe(1);
  watch.stop();
});
