import type { Client } from 'autocannon';
import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { carries } from '../../stats/percentile.ts';
import type { LatencyUs } from './generator.ts';

/**
 * Counts what comes back on autocannon's connections, from its events. Its own histogram has whole milliseconds only,
 * and after a FIN it gives every later answer to the request before (both read in autocannon 9's source).
 */
export interface Recorder {
  /** To be called as `setupClient`. */
  watch(client: Client): void;
  /** To be called with each `response` event. */
  answered(client: Client, status: number, milliseconds: number): void;
  readonly counts: Counts;
  latency(): LatencyUs;
}

export interface Counts {
  requests: number;
  accepted: number;
  desynced: number;
  shortBodies: number;
  readonly statuses: Record<string, number>;
  readonly replicas: Record<string, number>;
}

/** What is known of one connection. */
interface Connection {
  /** The socket that delivered the current answer's head. */
  headFrom: object | null;
  /** The socket that delivered the last complete answer. */
  answeredOn: object | null;
}

export function createRecorder(): Recorder {
  const histogram = microsecondHistogram();
  const connections = new WeakMap<Client, Connection>();
  const counts: Counts = {
    requests: 0,
    accepted: 0,
    desynced: 0,
    shortBodies: 0,
    statuses: {},
    replicas: {},
  };

  const watch = (client: Client) => {
    const connection: Connection = { headFrom: null, answeredOn: null };
    connections.set(client, connection);
    client.on('headers', ({ headers }: { headers: readonly string[] }) => {
      connection.headFrom = client.conn;
      const replica = headerIn(headers, 'x-replica');
      if (replica !== undefined) increment(counts.replicas, replica);
    });
  };

  const answered = (client: Client, status: number, milliseconds: number) => {
    counts.requests += 1;
    increment(counts.statuses, String(status));
    const inStep = settle(client, counts);
    const connection = connections.get(client);
    if (connection === undefined) return;
    const whole = connection.headFrom === client.conn;
    // autocannon keeps its parser over a reconnect, so the next connection's first answer completes a cut-off body.
    if (!whole) counts.shortBodies += 1;
    const firstOnSocket = connection.answeredOn !== client.conn;
    connection.answeredOn = client.conn;
    if (status < 200 || status > 299) return;
    counts.accepted += 1;
    if (inStep && whole && !firstOnSocket) histogram.recordValue(Math.round(milliseconds * 1_000));
  };

  return { watch, answered, counts, latency: () => latencyOf(histogram) };
}

/**
 * With one request at a time, none may be left on the connection when an answer is complete. One that is left was lost
 * with a closed connection; forgetting it stops every later answer from being given to the request before it.
 */
function settle(client: Client, counts: Counts): boolean {
  const lost = client.pipelinedRequests.size();
  if (lost === 0) return true;
  counts.desynced += 1;
  client.pipelinedRequests.clear();
  return false;
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** `headers` is a flat list of names and values, as they came over the wire. */
function headerIn(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index < headers.length; index += 2)
    if (headers[index]?.toLowerCase() === name) return headers[index + 1];
  return undefined;
}

function microsecondHistogram(): Histogram {
  return build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
}

function latencyOf(histogram: Histogram): LatencyUs {
  const count = histogram.totalCount;
  return {
    p50: count === 0 ? 0 : histogram.getValueAtPercentile(50),
    p90: count === 0 ? 0 : histogram.getValueAtPercentile(90),
    p99: carries(count, 0.99) ? histogram.getValueAtPercentile(99) : null,
    histogram: encodeIntoCompressedBase64(histogram),
    count,
  };
}
