import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Project } from '../stack/project.ts';

/**
 * `make up` starts a keeper: a process that holds the stack and carries out the other commands. When the keeper ends,
 * for any reason, its lab ends too. The keeper listens on a socket file, so only its own user can send it commands.
 */
export function keeperSocket({ lab }: Pick<Project, 'lab'>): string {
  const path = join(lab, 'keeper.sock');
  // The system allows about a hundred bytes. From the folder of the lab the way is short, however deep that folder is.
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
}

export function keeperLog({ lab }: Pick<Project, 'lab'>): string {
  return join(lab, 'keeper.log');
}

export const requestSchema = z.object({ verb: z.string(), words: z.array(z.string()) });
export type KeeperRequest = z.infer<typeof requestSchema>;

export const answerSchema = z.object({
  ok: z.boolean(),
  lines: z.array(z.string()),
  /** What the verb ran, as commands of a shell. Default: nothing to show. */
  commands: z.array(z.string()).optional(),
  /** The exit code of `./lab`. Default: 0 when `ok`, else 1. */
  exitCode: z.int().optional(),
});
export type KeeperAnswer = z.infer<typeof answerSchema>;

/** What the keeper starts. It is the keeper's only argument, as JSON. */
export const planSchema = z.object({
  /** `Project.lab`. Each test uses a directory of its own. */
  lab: z.string(),
  driver: z.enum(['native', 'compose']),
  arms: z.array(
    z.object({
      arm: z.string(),
      contender: z.string(),
      replicas: z.int().min(1),
      storeLinks: z.boolean(),
      environment: z.record(z.string(), z.string()),
    }),
  ),
  ports: z.union([z.literal('free'), z.int()]),
});
export type KeeperPlan = z.infer<typeof planSchema>;

/** The keeper sends this once to the process that started it. */
export const reportSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ ready: z.literal(false), problem: z.string() }),
]);
