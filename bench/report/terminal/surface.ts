import type { WriteStream } from 'node:tty';

export interface Surface {
  /** Columns of the terminal; more than 100 are not used. */
  readonly width: number;
  /** Only for a terminal that shows colours; plain text otherwise. */
  readonly colour: boolean;
}

/** What a terminal or a file can show. Node's types say that every stream is a terminal, so each member may be missing. */
type Output = Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;

/**
 * The width, and whether colours are wanted: not in a file, nor with NO_COLOR, nor on a terminal that has none.
 * @param widthOfFile columns where there is no terminal
 */
export function surfaceOf(output: Output, widthOfFile = 100): Surface {
  return {
    width: output.columns || widthOfFile,
    colour: output.isTTY === true && output.hasColors?.() === true,
  };
}

/** @param kind TERM. A `dumb` terminal does not understand the codes that clear a line. */
export function canReplaceLines(output: Output, kind: string | undefined): boolean {
  return output.isTTY === true && kind !== 'dumb';
}
