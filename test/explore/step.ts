import { accessOf } from './access.ts';
import type { Answer } from './replica.ts';
import type { WaitingCommand } from './store-link.ts';

/** One step of an order. */
export interface Step {
  /** Whose step it is: a request, a replica in the background, or `lab` for an event. */
  readonly actor: string;
  readonly kind: 'command' | 'timeout' | 'delivery' | 'begins' | 'event' | 'answered';
  /** Such as `GET sess:…`, or the status of an answer. */
  readonly label: string;
}

/** The step at which a command is carried out. */
export function stepOf(command: WaitingCommand): Step {
  return { actor: command.actor, kind: 'command', label: labelOf(command) };
}

/** The commands as texts of one character for each byte. */
export function textsOf({ commands }: WaitingCommand): readonly (readonly string[])[] {
  return commands.map((command) => command.map((part) => part.toString('latin1')));
}

/** Such as `GET sess:…` or `MULTI ZREM ZADD EXPIRE EXEC`. */
export function labelOf(command: WaitingCommand): string {
  const texts = textsOf(command);
  if (texts.length > 1) return texts.map(([name]) => name?.toUpperCase()).join(' ');
  const [[name = '', first = '', second = ''] = []] = texts;
  const { reads, writes, prolongs } = accessOf(texts);
  const [key] = [...reads, ...writes, ...prolongs];
  if (key === undefined) return [name, first, second].join(' ').trim().toUpperCase();
  return `${name.toUpperCase()} ${key.slice(0, key.lastIndexOf(':'))}`;
}

/** The status of an answer, and its code when it is a problem. */
export function describeAnswer({ status, body }: Answer): string {
  return typeof body.code === 'string' ? `${status} ${body.code}` : `${status}`;
}
