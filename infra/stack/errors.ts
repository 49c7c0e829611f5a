/** What can go wrong with the lab itself. Stable: tests and the command line switch on it. */
export type StackErrorCode =
  | 'already_running'
  | 'engine_missing'
  | 'not_possible'
  | 'part_failed'
  | 'part_silent'
  | 'port_taken'
  | 'program_missing'
  | 'program_too_old'
  | 'unknown_contender';

/** A fault of the lab, in one sentence that says what to do about it. Not a bug: shown without a stack trace. */
export class StackError extends Error {
  readonly code: StackErrorCode;

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StackError';
    this.code = code;
  }
}
