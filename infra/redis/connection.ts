import { Redis } from 'ioredis';
import type { StoreCounters } from '../stack/stack.ts';

/** The harness' own connection to a store. It has none of the apps' options and meets none of their faults. */
export interface StoreConnection {
  /** Rejects within a second when Redis is gone or frozen. The next call opens a new connection. */
  call(command: string, ...args: readonly string[]): Promise<unknown>;
  /** The difference of two readings is exact when no fault hit this store between them. */
  counters(): Promise<StoreCounters>;
  /** True when Redis answers and has loaded its data. */
  isReady(): Promise<boolean>;
  /** Another connection to the same store. The caller closes it. */
  another(): StoreConnection;
  close(): void;
}

const options = {
  lazyConnect: true,
  connectTimeout: 1_000,
  commandTimeout: 1_000,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
  enableOfflineQueue: false,
  // The client must send only what the caller asks for: Redis counts everything else too.
  enableReadyCheck: false,
  disableClientInfo: true,
  protocol: 2,
} as const;

/** @param password of this Redis; default: it has none, like a sentinel */
export function storeConnection(host: string, port: number, password?: string): StoreConnection {
  let current: Promise<Redis> | null = null;
  let infos = 0;

  async function connect(): Promise<Redis> {
    infos = 0;
    const redis = new Redis({
      host,
      port,
      ...(password === undefined ? {} : { password }),
      ...options,
    });
    // The command that fails reports the error.
    redis.on('error', () => undefined);
    redis.on('close', () => {
      current = null;
    });
    await redis.connect();
    // An idle connection must not keep the harness process alive. The timeout of a running command does.
    redis.stream.unref();
    return redis;
  }

  function giveUp(): void {
    current?.then((redis) => redis.disconnect()).catch(() => undefined);
    current = null;
  }

  /** Drops the connection after a failed command: a late reply would be taken for the answer to the next one. */
  async function using<T>(action: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      current ??= connect();
      return await action(await current);
    } catch (error) {
      if (!isReply(error)) giveUp();
      throw error;
    }
  }

  return {
    call: (command, ...args) => using((redis) => redis.call(command, ...args)),
    counters: () =>
      using(async (redis) => {
        infos += 1;
        // Redis counts a reply after it has written it, so this INFO does not count its own reply yet.
        const outputBytes = redis.stream.bytesRead;
        const reply = await redis.info('all');
        return countersFrom(reply, {
          reads: infos,
          inputBytes: redis.stream.bytesWritten,
          outputBytes,
        });
      }),
    isReady: () => using((redis) => redis.ping()).then(isPong, () => false),
    another: () => storeConnection(host, port, password),
    close: giveUp,
  };
}

function isPong(reply: string): boolean {
  return reply === 'PONG';
}

/** True for an error that Redis itself answered, such as WRONGTYPE: the connection still works. */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** The lines `name:value` of an INFO reply. */
export function parseInfo(reply: string): ReadonlyMap<string, string> {
  const lines = reply.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

/** The traffic that the lab caused itself by reading the counters. It is subtracted from them. */
export interface OwnTraffic {
  readonly reads: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** The counters in a reply to `INFO all`. `calls` does not contain INFO itself. */
export function countersFrom(reply: string, own: OwnTraffic): StoreCounters {
  const info = parseInfo(reply);
  return {
    calls: callsPerCommand(info),
    reads: numberOf(info, 'total_reads_processed') - own.reads,
    inputBytes: numberOf(info, 'total_net_input_bytes') - own.inputBytes,
    outputBytes: numberOf(info, 'total_net_output_bytes') - own.outputBytes,
    cpuUs: Math.round(
      (numberOf(info, 'used_cpu_user') + numberOf(info, 'used_cpu_sys')) * 1_000_000,
    ),
  };
}

/** Reads lines such as `cmdstat_client|setinfo:calls=2,usec=3,…`. */
function callsPerCommand(info: ReadonlyMap<string, string>): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const [name, value] of info) {
    const command = /^cmdstat_(.+)$/.exec(name)?.[1];
    if (command === undefined || command === 'info') continue;
    calls[command] = Number(/^calls=(\d+)/.exec(value)?.[1]);
  }
  return calls;
}

function numberOf(info: ReadonlyMap<string, string>, name: string): number {
  const value = Number(info.get(name));
  if (Number.isNaN(value)) throw new Error(`INFO of Redis has no number "${name}"`);
  return value;
}
