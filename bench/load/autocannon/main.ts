import autocannon from 'autocannon';
import { serveCalls } from '../process.ts';
import type { GeneratorCommands, RequestHeaders, TrialLoad, TrialOutcome } from './generator.ts';
import { createRecorder } from './recorder.ts';

/** The generator's process: keeps the credential sets and runs one trial at a time. */

const credentialSets = new Map<string, readonly RequestHeaders[]>();
let running = false;

serveCalls<GeneratorCommands>({
  provide: async ({ name, headers }) => {
    credentialSets.set(name, headers);
  },
  run: async (load) => {
    const set = load.credentials === undefined ? [{}] : credentialSets.get(load.credentials);
    if (set === undefined) throw new RangeError(`no credentials named ${load.credentials}`);
    if (set.length === 0)
      throw new RangeError(`the credentials named ${load.credentials} are none`);
    if (running) throw new Error('a trial is already running');
    running = true;
    try {
      return await runTrial(load, set);
    } finally {
      running = false;
    }
  },
});

/**
 * Runs one trial with autocannon: closed loop, one request at a time on each connection, a fixed number of requests.
 * No rate option is used: in 9.0.0 they burst at each second and their correction mixes seconds with milliseconds.
 *
 * @param credentials at least one; the headers of request k are number `firstCredential + k`, going round.
 */
async function runTrial(
  load: TrialLoad,
  credentials: readonly RequestHeaders[],
): Promise<TrialOutcome> {
  if (load.connections < 1 || load.requests < load.connections)
    throw new RangeError(`${load.requests} requests cannot fill ${load.connections} connections`);
  const recorder = createRecorder();
  const requestsOf = requestsPerConnection(load, credentials);
  let errors = 0;
  let lastAnswerMs = 0;

  const instance = autocannon({
    url: load.url,
    connections: load.connections,
    amount: load.requests,
    pipelining: 1,
    timeout: 10,
    // More samples would cost the generator. They only end the run; the trial ends with our stamp of the last answer.
    sampleInt: 2,
    skipAggregateResult: true,
    setupClient: (client) => {
      // Prepared as buffers here, before the first byte is sent: sending one costs the generator no building.
      client.setRequests(requestsOf());
      recorder.watch(client);
    },
  });
  // autocannon has built all connections by now and has written nothing: sockets connect after this turn.
  const startedAtMs = performance.now();
  const busyBefore = performance.eventLoopUtilization();
  let busy = busyBefore;
  instance.on(
    'response',
    (client: autocannon.Client, status: number, _bytes, milliseconds: number) => {
      recorder.answered(client, status, milliseconds);
      lastAnswerMs = performance.now();
      if (recorder.counts.requests === load.requests)
        busy = performance.eventLoopUtilization(busyBefore);
    },
  );
  instance.on('reqError', () => {
    errors += 1;
  });
  const deadline = setTimeout(() => instance.stop(), load.deadlineMs ?? 60_000);
  await instance;
  clearTimeout(deadline);
  if (busy === busyBefore) busy = performance.eventLoopUtilization(busyBefore);

  const { replicas, ...counts } = recorder.counts;
  return {
    durationMs: Math.max(0, lastAnswerMs - startedAtMs),
    ...counts,
    errors,
    latencyUs: recorder.latency(),
    replicaCounts: replicas,
    utilization: busy.utilization,
  };
}

/** Deals the trial's requests out: each call gives the next connection its share, as autocannon splits the amount. */
function requestsPerConnection(load: TrialLoad, credentials: readonly RequestHeaders[]) {
  const { requests, connections, firstCredential = 0 } = load;
  let connection = 0;
  let dealt = firstCredential;
  return (): autocannon.Request[] => {
    const extra = connection < requests % connections ? 1 : 0;
    const share = Math.floor(requests / connections) + extra;
    connection += 1;
    const from = dealt;
    dealt += share;
    return Array.from({ length: share }, (_, index) => ({
      method: 'GET',
      path: load.path,
      headers: { ...credentials[(from + index) % credentials.length] },
    }));
  };
}
