/**
 * Loaded into a replica before its own program (`node --import`): burns a set amount of CPU on each measured request.
 * The app and all that is around it stay the real ones, with their own noise.
 */
import { subscribe } from 'node:diagnostics_channel';
import { extraWorkSteps } from '../environment.ts';

/** The last result. It is kept, so that no compiler may leave the work out. */
const burnt = new Uint32Array(1);

const measuredPath = '/orders';
const steps = extraWorkSteps();

// Node tells of every request here before the server's own listener sees it.
subscribe('http.server.request.start', (message) => {
  if (isOf(message) && message.request.url === measuredPath) burn(steps);
});

function isOf(message: unknown): message is { readonly request: { readonly url?: string } } {
  return typeof message === 'object' && message !== null && 'request' in message;
}

/** Integer arithmetic that nothing can shorten, a nanosecond or two per step. */
function burn(steps: number): void {
  let state = 0x9e3779b9;
  for (let step = 0; step < steps; step++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  }
  burnt[0] = state;
}
