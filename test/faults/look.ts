import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Credential } from '../../bench/load/credential.ts';
import type { Arm, Balancer, Replica, Store } from '../../infra/stack/stack.ts';
import { ask } from '../stack/running.ts';

/** What a test sees of the parts of a lab without asking the lab: it asks the system, Redis and the apps themselves. */

/** Beyond this a part counts as silent. A part that answers does so in a few milliseconds, on a busy machine in many. */
const silentAfterMs = 3_000;

/** How a part meets a client that connects and asks: by an answer, a refused connection, a broken one, or silence. */
export type Meeting = 'answers' | 'refused' | 'broken' | 'silent';

/** The first letter of the state that `ps` shows, `T` for a stopped process, or `gone`. A zombie is gone. */
export function stateOf(pid: number): string {
  const row = processes().find((each) => each.pid === pid);
  return row === undefined || row.state === 'Z' ? 'gone' : row.state;
}

export async function pidOf({ metricsUrl }: Replica): Promise<number> {
  return metrics.parse((await ask(`${metricsUrl}/metrics`)).body).pid;
}

/** Requests that reached a route of the replicas of an arm since they started. */
export async function requestsAt({ replicas }: Arm, method: string): Promise<number> {
  const counts = replicas.map(async ({ metricsUrl }) => {
    const { executions } = metrics.parse((await ask(`${metricsUrl}/metrics`)).body);
    return executions[method] ?? 0;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

const metrics = z.object({ pid: z.number(), executions: z.record(z.string(), z.number()) });

export function meetReplica({ url }: Replica): Promise<Meeting> {
  return meeting(ask(`${url}/healthz`, {}, silentAfterMs));
}

/** Sends a PING without the password: a Redis that lives answers that it wants one. */
export function meetStore({ host, port }: Store): Promise<Meeting> {
  return meeting(ping(host, port));
}

/** Sends a PING through the link of a replica. */
export function meetLink({ storeLink }: Replica): Promise<Meeting> {
  if (storeLink === null) throw new Error('the replica has no link to its store');
  const tooLate = delay(silentAfterMs).then(() => Promise.reject(new Error('silent')));
  return meeting(Promise.race([storeLink.measureRoundTripMs(1), tooLate]));
}

/**
 * Sends a request that asks Redis, straight to one replica. Resolves to the status, or to 0 when none came. On a busy
 * machine a lookup may miss its timeout, and the replica answers 503: the third answer of that kind counts.
 */
export async function statusAt({ url }: Replica, credential: Credential): Promise<number> {
  let status = 0;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await ask(`${url}/orders`, credential.headers, silentAfterMs).catch(() => null);
    status = answer?.status ?? 0;
    if (status !== 0 && status !== 503) return status;
  }
  return status;
}

export function statusesOf(arm: Arm, credential: Credential): Promise<number[]> {
  return Promise.all(arm.replicas.map((replica) => statusAt(replica, credential)));
}

async function ping(host: string, port: number): Promise<void> {
  const signal = AbortSignal.timeout(silentAfterMs);
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal });
    socket.write('PING\r\n');
    await once(socket, 'data', { signal });
  } finally {
    socket.destroy();
  }
}

async function meeting(asking: Promise<unknown>): Promise<Meeting> {
  try {
    await asking;
    return 'answers';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ECONNREFUSED') return 'refused';
    return code === 'ECONNRESET' ? 'broken' : 'silent';
  }
}

/**
 * Sends the head of a login with a wrong password to a replica. Resolves when the replica has begun to serve it;
 * `finish` sends the rest and resolves to the status.
 */
export async function beginLogin({ url }: Replica): Promise<{ finish(): Promise<number> }> {
  const body = JSON.stringify({ username: 'alice', password: 'a wrong password' });
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    // The replica says "100 Continue" when the request has reached it.
    expect: '100-continue',
  };
  const sent = request(`${url}/login`, { method: 'POST', agent: false, headers });
  sent.flushHeaders();
  await once(sent, 'continue');
  return {
    async finish() {
      const answer = once(sent, 'response');
      sent.end(body);
      const [response] = await answer;
      response.resume();
      return response.statusCode;
    },
  };
}

/** One field of what Redis says about itself: `run_id`, `process_id`, `evicted_keys`. */
export async function factOf({ command }: Store, name: string): Promise<string> {
  const info = String(await command('INFO', 'everything'));
  return new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
}

/** The master of nginx and its workers, by the configuration that the command line of the master names. */
export function nginxProcesses({ accessLogPath }: Balancer): NginxProcesses {
  const configPath = `${dirname(dirname(accessLogPath))}/nginx.conf`;
  const all = processes();
  const named = all.filter(({ command }) => command.includes(configPath));
  const master = named.find(({ parent }) => !named.some(({ pid }) => pid === parent));
  if (master === undefined) throw new Error(`no process runs nginx with ${configPath}`);
  const workers = all.filter(
    ({ parent, state, command }) =>
      parent === master.pid && state !== 'Z' && !command.includes('shutting down'),
  );
  return { master: master.pid, workers: workers.map(({ pid }) => pid) };
}

interface NginxProcesses {
  readonly master: number;
  readonly workers: readonly number[];
}

function processes() {
  const options = ['-A', '-ww', '-o', 'pid=,ppid=,stat=,command='];
  const lines = execFileSync('ps', options, { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, state = '', ...command] = line.trim().split(/\s+/);
    return {
      pid: Number(pid),
      parent: Number(parent),
      state: state.charAt(0),
      command: command.join(' '),
    };
  });
}
