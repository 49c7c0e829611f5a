import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { type Derivation, derive } from './hash-thread.ts';

// The program of the thread on which a replica hashes passwords.
standBack();
parentPort?.on('message', (asked: Derivation) => parentPort?.postMessage(derive(asked)));

/**
 * Gives this thread the lowest priority, so that it runs when the threads that answer requests have nothing to do.
 * Linux keeps a priority for each thread, proc(5) names the thread; elsewhere the priority stays as it is.
 */
function standBack(): void {
  if (process.platform !== 'linux') return;
  setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_LOW);
}
