import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Balancer } from '../../infra/stack/stack.ts';
import { until } from '../../infra/stack/until.ts';
import type { Check } from './lab.ts';
import { beginLogin, nginxProcesses, requestsAt, stateOf } from './look.ts';

/** The faults that are done to the balancer, and those that come through it. */
export const balancerChecks: Readonly<Record<string, Check>> = {
  'balancer-reloaded': async ({ stack, tokens, on }) => {
    const fault = on(tokens);
    const before = nginxProcesses(stack.balancer);
    await fault.inject();
    const after = nginxProcesses(stack.balancer);
    expect(after.master).toBe(before.master);
    expect(after.workers).toHaveLength(before.workers.length);
    expect(after.workers.filter((pid) => before.workers.includes(pid))).toEqual([]);
    await fault.undo();
  },

  'balancer-worker-killed': async ({ stack, tokens, on }) => {
    const fault = on(tokens);
    const before = nginxProcesses(stack.balancer);
    await fault.inject();
    const killed = before.workers.filter((pid) => stateOf(pid) === 'gone');
    expect(killed).toHaveLength(1);
    await fault.undo();
    const after = nginxProcesses(stack.balancer);
    expect(after.master).toBe(before.master);
    expect(after.workers).toHaveLength(before.workers.length);
    expect(after.workers.filter((pid) => !before.workers.includes(pid))).toHaveLength(1);
  },

  // Each replica checks one password at a time and lets two wait: some of the logins are refused at once.
  'login-storm': storm((statuses) => expect(statuses).toEqual(expect.arrayContaining([401, 429]))),
  // All wait. On a busy machine the balancer gives up on every one of them before its password was checked.
  'login-storm-unbounded': storm((statuses) => expect(statuses).not.toContain(429)),
};

/** A hundred logins arrive at one arm; `judge` is told how they were answered. */
function storm(judge: (statuses: readonly number[]) => void): Check {
  return async ({ stack, tokens, sessions, form, on }) => {
    const fault = on(tokens);
    if (form.prepare !== undefined) await fault.prepare();
    const counts = () => Promise.all([tokens, sessions].map((arm) => requestsAt(arm, 'POST')));
    const [before = 0, spared = 0] = await counts();
    const seen = (await loginsIn(stack.balancer)).length;
    await fault.inject();
    const logins = async () => (await loginsIn(stack.balancer)).slice(seen);
    expect(await until(async () => (await logins()).length === 100, 30_000, 100)).toBe(true);
    const found = await logins();
    // When nginx has given up on both replicas, it answers without asking one.
    const reached = found.filter(({ ua }) => ua.includes(':'));
    expect(reached.length).toBeGreaterThan(0);
    expect(await counts()).toEqual([before + reached.length, spared]);
    judge(found.map(({ s }) => s));
    await fault.undo();
    const [replica] = tokens.replicas;
    if (replica === undefined) throw new RangeError('an arm without replicas');
    const burst = await Promise.all(Array.from({ length: 8 }, () => beginLogin(replica)));
    expect(await Promise.all(burst.map((login) => login.finish()))).toContain(429);
  };
}

/** Of a line of the access log: the arm, the path, the status of the answer, and the addresses that were asked. */
const logLine = z.object({ arm: z.string(), u: z.string(), s: z.number(), ua: z.string() });

/** The logins at the arm `tokens`, in the order in which nginx logged them. */
async function loginsIn({ accessLogPath }: Balancer) {
  const lines = (await readFile(accessLogPath, 'utf8')).split('\n').slice(0, -1);
  return lines
    .map((line) => logLine.parse(JSON.parse(line)))
    .filter(({ arm, u }) => arm === 'tokens' && u === '/login');
}
