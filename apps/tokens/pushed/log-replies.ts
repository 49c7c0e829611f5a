import { z } from 'zod';
import { kinds } from './revocation-list.ts';
import type { LogEntry, LogState, LookUp } from './revocation-log.ts';

const number = z.coerce.number();

const stateReply = z.tuple([z.string(), number, z.string(), number, number]);
const timesReply = z.array(z.tuple([number, number]));
const lookUpReply = z.tuple([z.tuple([number, number]), z.string().nullable(), z.unknown()]);

const entryFields = z.object({
  seq: number,
  epoch: z.string(),
  kind: z.enum([...kinds, 'epoch']),
  id: z.string(),
  ends: number,
  since: number,
});

export function parseState(reply: unknown): LogState {
  const [epoch, seq, lastId, nowMs, beganAtMs] = stateReply.parse(reply);
  return { epoch, seq, lastId, nowMs, beganAtMs };
}

/** End and not-before of each revocation. */
export function parseTimes(reply: unknown): readonly (readonly [number, number])[] {
  return timesReply.parse(reply);
}

/** Replies of TIME, HGET and ZSCORE. */
export function parseLookUp(replies: readonly unknown[]): LookUp {
  const [[seconds, microseconds], since, score] = lookUpReply.parse(replies);
  return {
    nowMs: seconds * 1000 + Math.floor(microseconds / 1000),
    notBeforeMs: Number(since),
    loginRevoked: score !== null,
  };
}

/** Names and values in turn, as Redis sends the fields of a stream entry. */
export function parseEntry(lastId: string, flat: readonly string[]): LogEntry {
  const { seq, epoch, kind, id, ends, since } = entryFields.parse(Object.fromEntries(pairs(flat)));
  const revocation = kind === 'epoch' ? null : { kind, id, endsAtMs: ends, notBeforeMs: since };
  return { epoch, seq, lastId, revocation };
}

/** Members and scores in turn. The mark, which has no name, is no member. */
export function parsePage(flat: readonly string[]): readonly (readonly [string, number])[] {
  return pairs(flat)
    .filter(([member]) => member !== '')
    .map(([member, score]) => [member, Number(score)]);
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}
