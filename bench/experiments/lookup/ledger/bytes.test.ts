import { expect, test } from 'vitest';
import { bytesPerRequest } from './bytes.ts';

const line = (t: number, arm: string, scale: number) =>
  JSON.stringify({
    t,
    arm,
    rl: 100 * scale,
    bs: 200 * scale,
    ubs: `${150 * scale}`,
    ubr: `${180 * scale}`,
  });

const window = { arm: 'tokens', fromSeconds: 10, toSeconds: 20 };

test('bytes are means over the lines of the arm in its window', () => {
  const log = [
    line(9.99, 'tokens', 9),
    line(10, 'tokens', 1),
    line(15, 'floor', 9),
    line(20, 'tokens', 3),
    line(20.01, 'tokens', 9),
    '{"t":12,"arm":"tokens","rl":1',
    '',
  ].join('\n');
  expect(bytesPerRequest(log, window)).toEqual({
    requestBytes: 200,
    responseBytes: 400,
    replicaRequestBytes: 300,
    replicaResponseBytes: 360,
  });
});

test('without a line there is no figure', () => {
  expect(bytesPerRequest('', window).requestBytes).toBeNull();
});
