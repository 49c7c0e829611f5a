import { createHook } from 'node:async_hooks';

/** Resolves when the program can do nothing more by itself. */
export interface Rest {
  reached(): Promise<void>;
}

/** Work of these kinds goes on without the scheduler: a callback of setImmediate, or a job on the thread pool. */
const ownWork = /^(Immediate|FSREQ.*|(?!HTTP).*REQUEST)$/;

/**
 * Counts the work that Node has promised to do: immediates, file accesses, signatures and other jobs of the thread
 * pool. The program is at rest when none is left and all promises have been settled that can be. What is left then
 * waits for the network or for a timer, and both are in the hands of the scheduler.
 */
export function watchForRest(realImmediate: typeof setImmediate): Rest {
  const pending = new Set<number>();
  let isOurs = false;
  createHook({
    // Promises and ticks need no watching: they are always done before the next immediate.
    trackPromises: false,
    init(id, type) {
      if (!isOurs && ownWork.test(type)) pending.add(id);
    },
    before(id) {
      pending.delete(id);
    },
    destroy(id) {
      pending.delete(id);
    },
  }).enable();
  const turn = () =>
    new Promise<void>((resolve) => {
      isOurs = true;
      realImmediate(resolve);
      isOurs = false;
    });
  return {
    async reached() {
      do await turn();
      while (pending.size > 0);
    },
  };
}
