import type { RejectionCode } from '../shared/auth-strategy.ts';

/** Thrown inside the key lookup of a library, where nothing can be returned; ends as an outcome. */
export class TokenRejected extends Error {
  override readonly name = 'TokenRejected';
  readonly code: RejectionCode;
  constructor(code: RejectionCode) {
    super(code);
    this.code = code;
  }
}
