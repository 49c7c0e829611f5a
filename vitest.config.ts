import { defineConfig } from 'vitest/config';

/** `unit` needs nothing but Node; the others need a real Redis and a real nginx, and `compose` a Docker engine. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,infra,bench,docs}/**/*.test.ts', 'test/*.test.ts'],
          exclude: ['**/*.real.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'real',
          include: ['{apps,infra,bench,docs,test}/**/*.real.test.ts'],
          // Real processes on a small machine: a generous limit on a hang, never a statement about speed.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
