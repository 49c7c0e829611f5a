/** The narrow part of autocannon 9 that this lab uses; the published types are two major versions behind. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  namespace autocannon {
    interface Request {
      method: string;
      path: string;
      headers: Readonly<Record<string, string>>;
    }

    /** One connection. */
    interface Client extends EventEmitter {
      /** Requests sent on this connection and not answered (lib/pipelinedRequestsQueue.js). */
      readonly pipelinedRequests: { size(): number; clear(): void };
      /** The socket; another one after a reconnect. */
      readonly conn: object;
      /** Prepares each request as a buffer, then loops over them. */
      setRequests(requests: readonly Request[]): void;
    }

    interface Options {
      url: string;
      connections: number;
      amount: number;
      pipelining: number;
      /** Seconds, at least 1. */
      timeout: number;
      /** Milliseconds between samples; also how late the end of a run is noticed. */
      sampleInt: number;
      skipAggregateResult: boolean;
      setupClient: (client: Client) => void;
    }

    /** Emits `response(client, statusCode, bytes, milliseconds)`, `reqError(error)`; resolves at the end. */
    interface Instance extends EventEmitter, PromiseLike<unknown> {
      stop(): void;
    }
  }

  function autocannon(options: autocannon.Options): autocannon.Instance;
  export = autocannon;
}
