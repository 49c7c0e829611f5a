/** Writes one JSON line. Only starts, stops and faults are logged: a line per request would be measured too. */
export type Log = (event: string, details?: Readonly<Record<string, unknown>>) => void;

/**
 * @param fixed is repeated on every line, such as the name of the replica.
 * @param now the clock of the replica, in milliseconds since the epoch
 */
export function createLog(
  write: (line: string) => void,
  fixed: Readonly<Record<string, unknown>>,
  now: () => number,
): Log {
  return (event, details = {}) => {
    write(
      `${JSON.stringify({ event, at: new Date(now()).toISOString(), ...fixed, ...details })}\n`,
    );
  };
}
