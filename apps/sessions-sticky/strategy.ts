/** The trap's usual repair: the same app behind a balancer that sends each user back to one replica. */
export { approach } from '../sessions-memory/strategy.ts';
