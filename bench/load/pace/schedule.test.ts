import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { keepSchedule } from './schedule.ts';

const now = () => performance.now();

/** Runs a schedule and returns what was sent: due times after the start, and how late each was. */
async function run(options: {
  readonly ratePerSecond: number;
  readonly count: number;
  readonly onSend?: (k: number, abort: AbortController) => void;
}) {
  const abort = new AbortController();
  const startMs = now();
  const sent: { k: number; dueMs: number; lagMs: number }[] = [];
  await keepSchedule({
    ...options,
    startMs,
    fineMs: 1.5,
    now,
    signal: abort.signal,
    send: (k, dueMs) => {
      sent.push({ k, dueMs: dueMs - startMs, lagMs: now() - dueMs });
      options.onSend?.(k, abort);
    },
  });
  return { sent, tookMs: now() - startMs };
}

function busyFor(ms: number): void {
  const untilMs = now() + ms;
  while (now() < untilMs);
}

describe('keepSchedule', () => {
  test('sends request k at k / rate, in order, once each and never early', async () => {
    const { sent, tookMs } = await run({ ratePerSecond: 200, count: 20 });
    expect(sent.map(({ k }) => k)).toEqual(Array.from({ length: 20 }, (_, k) => k));
    for (const { k, dueMs, lagMs } of sent) {
      expect(dueMs).toBeCloseTo(k * 5, 6);
      expect(lagMs).toBeGreaterThanOrEqual(0);
    }
    expect(tookMs).toBeGreaterThanOrEqual(95);
  });

  test('after a stall sends everything that is due, each with its own due time', async () => {
    const { sent } = await run({
      ratePerSecond: 200,
      count: 20,
      onSend: (k) => {
        if (k === 4) busyFor(50);
      },
    });
    expect(sent).toHaveLength(20);
    // Requests 5 to 14 fell due during the stall: the one after it is as late as the stall was long, less its turn.
    expect(sent[5]?.lagMs).toBeGreaterThanOrEqual(45);
    expect(sent[10]?.lagMs).toBeGreaterThanOrEqual(20);
    expect(sent[10]?.lagMs).toBeLessThan(sent[5]?.lagMs ?? 0);
    expect(sent[10]?.dueMs).toBeCloseTo(50, 6);
  });

  test('an abort ends it between two requests', async () => {
    const { sent } = await run({
      ratePerSecond: 500,
      count: 1_000,
      onSend: (k, abort) => {
        if (k === 9) abort.abort();
      },
    });
    await delay(10);
    expect(sent).toHaveLength(10);
  });

  test('an abort while it sleeps ends it at once', async () => {
    const abort = new AbortController();
    const startMs = now();
    const schedule = keepSchedule({
      startMs,
      ratePerSecond: 0.1,
      count: 2,
      fineMs: 1.5,
      now,
      send: () => undefined,
      signal: abort.signal,
    });
    abort.abort();
    await schedule;
    // The second request was due after ten seconds.
    expect(now() - startMs).toBeLessThan(5_000);
  });

  test('of nothing ends at once', async () => {
    expect((await run({ ratePerSecond: 10, count: 0 })).sent).toEqual([]);
  });
});
