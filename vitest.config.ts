import { defineConfig } from 'vitest/config';

/** Tests that put a load on the machine or compare moments: another file beside them would be in what they measure. */
const timed = [
  'bench/load/**/*.real.test.ts',
  'bench/selftest/**/*.real.test.ts',
  'bench/experiments/{lookup,failover}/**/*.real.test.ts',
  'bench/experiments/revocation/trial.real.test.ts',
  'test/{bench,fault-file,faults/faults}.real.test.ts',
];

// On a small and busy machine: a generous limit on a hang, never a statement about speed.
const limits = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};

/** `unit` needs nothing but Node; the others need a real Redis and a real nginx, and `compose` a Docker engine. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,infra,bench,docs}/**/*.test.ts', 'test/{*,explore/**/*}.test.ts'],
          exclude: ['**/*.real.test.ts', '**/node_modules/**'],
          // No module of the lab has state of its own and nothing is mocked, so that files may share what they import.
          isolate: false,
          ...limits,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'real',
          include: ['{apps,infra,bench,docs,test}/**/*.real.test.ts'],
          exclude: [...timed, '**/node_modules/**'],
          ...limits,
          // They wait for processes most of the time; each file has a lab, ports and a folder of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'timed',
          include: timed,
          ...limits,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
