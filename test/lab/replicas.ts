import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contenderNamed } from '../../infra/contenders/contenders.ts';
import { type Child, freePort, startChild } from './child.ts';

const loadAccountSecret = 'a secret of the tests, long enough for the schema';

/** The password of `load-<n>` and of `lab-admin`. */
export function labAccount(username: string): { username: string; password: string } {
  const password = createHmac('sha256', loadAccountSecret).update(username).digest('base64url');
  return { username, password };
}

export interface Replica {
  readonly name: string;
  readonly url: string;
  readonly metricsUrl: string;
  readonly process: Child;
  /** How often `/readyz` said no after the port was open. A balancer would have sent requests meanwhile. */
  readonly unreadyAnswers: number;
}

export interface Replicas {
  readonly all: readonly Replica[];
  readonly urls: readonly string[];
  /** Starts one more with the same settings. */
  add(): Promise<Replica>;
  stop(): Promise<void>;
}

export interface ReplicaSettings {
  readonly contender: string;
  readonly redisUrl: string;
  readonly count?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called each time that `/readyz` of a replica says no while its start is waited for. Default: does nothing. */
  readonly onUnready?: () => void;
}

/** Real replicas, each a process of its own, as infra/stack starts them. */
export async function startReplicas(settings: ReplicaSettings): Promise<Replicas> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const all: Replica[] = [];
  const add = async (): Promise<Replica> => {
    const replica = await startReplica(settings, folder, all.length + 1);
    all.push(replica);
    return replica;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(all.map((replica) => replica.process.end('SIGKILL')));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // At once, so that they also race for the key file.
    await Promise.all(Array.from({ length: settings.count ?? 3 }, () => add()));
  } catch (error) {
    await stop();
    throw error;
  }
  all.sort((one, other) => one.name.localeCompare(other.name));
  return {
    all,
    get urls() {
      return all.map((replica) => replica.url);
    },
    add,
    stop,
  };
}

let started = 0;

async function startReplica(
  settings: ReplicaSettings,
  folder: string,
  index: number,
): Promise<Replica> {
  const { contender, redisUrl } = settings;
  const [port, metricsPort] = await Promise.all([freePort(), freePort()]);
  started += 1;
  const name = `${contender}-${index}-${started}`;
  const process = await startChild(
    globalThis.process.execPath,
    [`${contenderNamed(contender).folder}/main.ts`],
    {
      NODE_ENV: 'production',
      REPLICA: name,
      PORT: `${port}`,
      METRICS_PORT: `${metricsPort}`,
      REDIS_URL: redisUrl,
      SESSION_SECRET: 'a session secret of the tests, long enough for the schema',
      KEYS_FILE: join(folder, 'keys.json'),
      LOAD_ACCOUNT_SECRET: loadAccountSecret,
      ...settings.environment,
    },
    /"event":"listening"/,
  );
  const host = settings.environment?.HOST === '::1' ? '[::1]' : '127.0.0.1';
  const url = `http://${host}:${port}`;
  const unreadyAnswers = await untilReady(url, settings.onUnready);
  return { name, url, metricsUrl: `http://${host}:${metricsPort}`, process, unreadyAnswers };
}

/** Resolves with the number of times that the answer was no. */
async function untilReady(url: string, onUnready = () => {}): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if ((await fetch(`${url}/readyz`)).ok) return attempt;
    onUnready();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${url} did not become ready`);
}
