import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { type Derivation, derive } from './hash-thread.ts';

/**
 * Each step of it is about a tenth of the processor time (sched(7)). This one leaves the thread a third of what another
 * busy thread gets. With the lowest priority, 19, a login would hardly ever be checked in time on a busy machine.
 */
const niceness = 5;
const lowestPriority = constants.priority.PRIORITY_LOW;

// The program of the thread on which a replica hashes passwords.
standBack();
parentPort?.on('message', (asked: Derivation) => parentPort?.postMessage(derive(asked)));

/**
 * Gives this thread a lower priority, so that the threads that answer requests go first. Linux keeps a priority for each
 * thread, proc(5) names the thread; elsewhere the priority stays as it is.
 */
function standBack(): void {
  if (process.platform !== 'linux') return;
  const thread = Number(basename(readlinkSync('/proc/thread-self')));
  // Added to what there is, because a process that was started with a lower priority may not raise it.
  setPriority(thread, Math.min(lowestPriority, getPriority(thread) + niceness));
}
