import { fork } from 'node:child_process';
import { finished, Readable } from 'node:stream';

/**
 * A child process that answers calls over IPC. Load is made in processes of their own, so that neither the screen nor
 * a fault being injected in the harness delays a request, and so that the load's own CPU can be told apart.
 *
 * Both ends are started from the same files, so a reply has the type that the command declares.
 */

/** What a child can be asked: one input, one answer, each of them plain data. */
export type Commands<C> = { readonly [K in keyof C]: (input: never) => Promise<unknown> };

export interface LoadProcess<C extends Commands<C>> {
  readonly pid: number;
  /** Rejects with the child's message, or with its last log lines when it ended first. */
  call<K extends keyof C & string>(command: K, input: Parameters<C[K]>[0]): ReturnType<C[K]>;
  /** Ends the child and resolves when it is gone. Idempotent. */
  close(): Promise<void>;
}

interface Call {
  readonly call: number;
  readonly command: string;
  readonly input: unknown;
}

interface Reply {
  readonly call: number;
  readonly output?: unknown;
  readonly error?: string;
}

const logTailBytes = 4_096;

/** Starts `script` and resolves when it is ready to be called. */
export async function openProcess<C extends Commands<C>>(script: URL): Promise<LoadProcess<C>> {
  // Advanced serialization is the structured clone: typed arrays and long lists pass without JSON.
  // Empty execArgv: the flags of whatever runs the harness (a test runner, an inspector) are not for the load.
  const child = fork(script, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const stderr = child.stderr ?? Readable.from([]);
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  let logTail = '';

  stderr.setEncoding('utf8').on('data', (text: string) => {
    logTail = (logTail + text).slice(-logTailBytes);
  });
  const rejectAll = (why: string) => {
    for (const call of pending.values()) call.reject(new Error(`${why}\n${logTail}`.trim()));
    pending.clear();
  };
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      rejectAll(`the load process could not be started: ${error.message}`);
      resolve();
    });
    // `exit`, then the end of stderr: Node emits no `close` for a child whose channel was closed from this end.
    child.once('exit', (code, signal) => {
      finished(stderr, () => {
        rejectAll(`load process ${child.pid} ended (${signal ?? `exit code ${code}`})`);
        resolve();
      });
    });
  });
  child.on('message', (reply: Reply) => {
    const call = pending.get(reply.call);
    pending.delete(reply.call);
    if (reply.error === undefined) call?.resolve(reply.output);
    else call?.reject(new Error(reply.error));
  });

  const send = async (command: string, input: unknown): Promise<unknown> => {
    if (!child.connected) {
      throw new Error(`load process ${child.pid} is gone\n${logTail}`.trim());
    }
    const call = calls++;
    const answered = Promise.withResolvers<unknown>();
    pending.set(call, answered);
    child.send({ call, command, input } satisfies Call);
    return await answered.promise;
  };

  await send('ready', null);
  return {
    pid: child.pid ?? 0,
    call: (command, input) => send(command, input) as ReturnType<C[typeof command]>,
    close: () => {
      if (child.connected) child.disconnect();
      return gone;
    },
  };
}

/**
 * The child's end: answers each call with its handler; several calls may be open at once. The process ends when the
 * channel closes, which also happens when the harness is killed with SIGKILL: nothing is left running.
 */
export function serveCalls<C extends Commands<C>>(handlers: C): void {
  const handlerOf = new Map<string, (input: never) => Promise<unknown>>([
    ...Object.entries<(input: never) => Promise<unknown>>(handlers),
    ['ready', async () => null],
  ]);
  const reply = (message: Reply) => {
    if (process.connected) process.send?.(message);
  };
  process.on('message', ({ call, command, input }: Call) => {
    const handler = handlerOf.get(command);
    if (!handler) {
      reply({ call, error: `unknown command ${command}` });
      return;
    }
    handler(input as never).then(
      (output) => reply({ call, output }),
      (error: unknown) =>
        reply({ call, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole process group. The harness decides when the load ends; the channel tells this process.
  process.on('SIGINT', () => undefined);
}
