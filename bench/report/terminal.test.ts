import { describe, expect, test } from 'vitest';
import type { Result } from '../result/result.ts';
import { eventfulResult, recordedOnly, recordedResult } from './fixture.ts';
import { canReplaceLines, surfaceOf } from './terminal/surface.ts';
import { isHarmed } from './terminal/tables.ts';
import { renderSummary } from './terminal.ts';

const result = eventfulResult();
const lines = (width: number, colour = false) =>
  renderSummary(result, { width, colour }).split('\n');
const controlSequence = '\u001b';

describe('the summary on the screen', () => {
  test('on a narrow terminal, cuts no title and names what is left out', () => {
    const text = lines(40).join('\n');
    expect(text).toContain(
      'LOOKUP: replica CPU per request, on this\nmachine, and as a ratio to the floor\n',
    );
    expect(text).toContain('A wider terminal also shows: 95 %\ninterval, verdict, ');
  });

  test.for([40, 60, 80, 100, 200])('keeps to a terminal of %i columns, and to 100', (width) => {
    for (const line of lines(width)) expect(line.length).toBeLessThanOrEqual(Math.min(width, 100));
  });

  test('begins with whether to trust the run', () => {
    expect(lines(100)[0]).toMatch(/^Can you trust this run\? Yes, with care\./);
  });

  test('has one table per experiment that ran', () => {
    const heads = (text: readonly string[]) => text.filter((line) => /^[A-Z]{6,}:/.test(line));
    expect(heads(lines(100)).map((line) => line.split(':')[0])).toEqual([
      'LOOKUP',
      'SWEEPS',
      'REVOCATION',
      'FAILOVER',
    ]);
    const lookupOnly = renderSummary(recordedOnly('lookup'), {
      width: 100,
      colour: false,
    });
    expect(heads(lookupOnly.split('\n'))).toHaveLength(1);
  });

  test('has each named pair by each measure, also where the measures disagree', () => {
    const rows = lines(100).filter((line) => line.startsWith('tokens-stateless ÷ sessions'));
    expect(rows.map((row) => row.slice(29, 48).trim())).toEqual([
      'replica CPU',
      'main-thread CPU',
      'latency, full load',
      'latency, equal rate',
    ]);
  });

  test('says with which algorithm and library the tokens of its tables are signed', () => {
    expect(lines(200).join(' ')).toContain(
      'Signed with: tokens (ES256, jose), tokens-stateless (ES256, jose) and tokens-pushed (ES256, jose).',
    );
  });

  test('aligns the columns of a table', () => {
    const table = lines(100);
    const head = table.findIndex((line) => line.startsWith('contender'));
    const [header = '', ...rows] = table.slice(head, head + 5);
    const column = header.indexOf('logout');
    for (const row of rows) expect(row.slice(column - 2, column + 1)).toMatch(/^ {2}\S$/);
  });

  test('leaves out columns that do not fit, never the first', () => {
    expect(lines(60).join('\n')).toContain('tokens-stateless');
    expect(lines(60).join('\n')).not.toContain('trials  ');
  });

  test('is plain text unless colours were asked for, and says the same with them', () => {
    expect(lines(100).join('\n')).not.toContain(controlSequence);
    const coloured = lines(100, true).join('\n');
    expect(coloured).toContain(`${controlSequence}[`);
    const codes = new RegExp(`${controlSequence}\\[[0-9;]*m`, 'g');
    expect(coloured.replace(codes, '')).toBe(lines(100).join('\n'));
  });

  test('sets what was expected against what was seen, and names what was not tried', () => {
    const text = lines(100).join(' ');
    const cells = result.failover?.cells.length ?? 0;
    expect(text).toContain(
      `${cells - 1} of ${cells} cells of the fault matrix came out as expected.`,
    );
    expect(text).toContain(
      'Surprise: tokens through replica-killed: revoked credentials were accepted.',
    );
    expect(text).toContain(
      'Not injected: host-lost, the native driver cannot take an address away.',
    );
  });

  test('tells what a quiet logout does not show: races, open streams, full stores', () => {
    const text = renderSummary(recordedResult(), { width: 100, colour: false });
    expect(text).toMatch(/^sessions +in races /m);
    expect(text.replaceAll('\n', ' ')).toMatch(
      /credential of sessions(?:,| and) .* back in \d+ of \d+ races/,
    );
    expect(text).toMatch(/With all 10 contenders, .* outlived it in (\d+) of \1 trials/);
    expect(text).toContain('7 of 8 eviction policies let revoked credentials of tokens in again');
    const quiet = recordedResult();
    for (const race of quiet.revocation?.races ?? []) race.cameBack = 0;
    for (const row of quiet.revocation?.openStreams ?? []) row.stillOpen = 0;
    const calm = renderSummary(quiet, { width: 100, colour: false });
    expect(calm).toMatch(/^sessions +none seen /m);
    expect(calm).not.toMatch(/in races|outlived/);
  });

  test('does not hide a contender that fails behind the balancer', () => {
    expect(lines(100).join(' ')).toContain('sessions-memory refused 20 of 30 valid requests');
  });

  const told = (change: (result: Result) => void) => {
    const changed = recordedResult();
    change(changed);
    return renderSummary(changed, { width: 100, colour: false });
  };

  test('prints no ratio that two blocks have left open, and no smallest effect of a million per cent', () => {
    const text = told(({ lookup }) => {
      for (const each of lookup?.comparisons ?? []) {
        Object.assign(each, { blocks: 2, ratio: 1, low: 1 / 62215, high: 62215, mdePercent: 47e6 });
      }
    });
    expect(text).not.toMatch(/62,215|47000000|\[0,/);
    expect(text).toMatch(/^sessions .* too few blocks /m);
    expect(text).toContain('too few blocks to compare.');
  });

  test('has no table of failover where nothing was lost, and no other cells where there are none', () => {
    const lost = told(({ failover }) => {
      if (failover) failover.summary = failover.summary.filter(isHarmed);
    });
    expect(lost).toMatch(/^FAILOVER: revoked let in, valid turned away, failed$/m);
    const nothing = told(({ failover }) => {
      if (failover) failover.summary = failover.summary.filter((each) => !isHarmed(each));
    });
    expect(nothing).toMatch(/^FAILOVER: \d+ cells, nothing revoked let in/m);
    expect(nothing).not.toContain('recovered after');
  });
});

describe('what a terminal shows', () => {
  const terminal = { isTTY: true, columns: 40, hasColors: () => true };

  test('is as wide as the terminal, with colours where it has them', () => {
    expect(surfaceOf(terminal)).toEqual({ width: 40, colour: true });
    // Node says so with NO_COLOR and with TERM=dumb.
    expect(surfaceOf({ ...terminal, hasColors: () => false }).colour).toBe(false);
    expect(surfaceOf({ hasColors: () => true })).toEqual({ width: 100, colour: false });
  });

  test('is no progress bar on a terminal that cannot clear a line, nor in a file', () => {
    expect(canReplaceLines(terminal, 'xterm')).toBe(true);
    expect(canReplaceLines(terminal, 'dumb')).toBe(false);
    expect(canReplaceLines({}, 'xterm')).toBe(false);
  });
});
