const cell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Gives the CPU away for about 0.2 ms, less than any timer can: a timer has whole milliseconds, and spinning instead
 * would take a core from the servers that are measured. Blocks the event loop meanwhile, so an answer that arrives then
 * is stamped up to that much later; for moments when start times count for more.
 */
export function nap(): void {
  // Asked for 0.1 ms; waking up takes another tenth.
  Atomics.wait(cell, 0, 0, 0.1);
}

/** How long a nap takes, with some margin. Milliseconds. */
export const napMs = 0.3;
