/** The kinds of errors of the lab itself. The codes are stable: tests and the command line depend on them. */
export type StackErrorCode =
  | 'engine_missing'
  | 'not_possible'
  | 'part_failed'
  | 'part_silent'
  | 'port_taken'
  | 'program_missing'
  | 'program_too_old'
  | 'unknown_contender';

/** A problem that the user can solve, in one sentence with the remedy. It is no bug, so no stack trace is shown. */
export class StackError extends Error {
  readonly code: StackErrorCode;

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StackError';
    this.code = code;
  }
}
