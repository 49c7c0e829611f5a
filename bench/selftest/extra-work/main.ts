/**
 * Loaded into a replica before its own program (`node --import`): burns a set amount of CPU on each measured request.
 * The app and all that is around it stay the real ones, with their own noise.
 */
import { subscribe } from 'node:diagnostics_channel';
import { burn } from './burn.ts';
import { extraWorkSteps } from './environment.ts';

const measuredPath = '/orders';
const steps = extraWorkSteps();

// Node tells of every request here before the server's own listener sees it.
subscribe('http.server.request.start', (message) => {
  if (isOf(message) && message.request.url === measuredPath) burn(steps);
});

function isOf(message: unknown): message is { readonly request: { readonly url?: string } } {
  return typeof message === 'object' && message !== null && 'request' in message;
}
