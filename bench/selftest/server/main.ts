/**
 * A server of known behaviour in the place of a replica: it waits a set time, or closes connections without notice.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { plantedDelay } from '../environment.ts';

const { replica, host, port, metricsPort, delayMs, closeAfter } = plantedDelay();
let answered = 0;
const answersOn = new WeakMap<object, number>();

async function answer({ socket, url }: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('x-replica', replica);
  const measured = url === '/orders';
  if (measured && delayMs > 0) await sleep(delayMs);
  response.end('{}');
  if (!measured) return;
  answered += 1;
  const count = (answersOn.get(socket) ?? 0) + 1;
  answersOn.set(socket, count);
  // No header announces this FIN, so autocannon loses step.
  if (closeAfter > 0 && count % closeAfter === 0) response.once('finish', () => socket.end());
}

function answerPrivately(_request: IncomingMessage, response: ServerResponse): void {
  const { user, system } = process.cpuUsage();
  const mainThread = process.threadCpuUsage();
  const counters = {
    cpuUserUs: user,
    cpuSystemUs: system,
    mainThreadCpuUs: mainThread.user + mainThread.system,
    involuntaryContextSwitches: process.resourceUsage().involuntaryContextSwitches,
    heapUsedBytes: process.memoryUsage().heapUsed,
    executions: { GET: answered },
  };
  response.end(JSON.stringify(counters));
}

const keepAlive = { keepAliveTimeout: 120_000 };
createServer(keepAlive, (request, response) => void answer(request, response)).listen(port, host);
createServer(keepAlive, answerPrivately).listen(metricsPort, host);
process.once('SIGTERM', () => process.exit(0));
