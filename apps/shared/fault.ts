import { Problem } from './problem.ts';
import { isStoreFault } from './store-fault.ts';

/** What the client is told about something thrown. Anything that has no name of its own is `internal`, without details. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isStoreFault(error)) return new Problem('store_unavailable', { cause: error });
  return bodyProblem(error) ?? new Problem('internal', { cause: error });
}

/** The errors of Express' body and path parsers carry a `type` and a `status`. */
function bodyProblem(error: unknown): Problem | null {
  if (!(error instanceof Error)) return null;
  const type = 'type' in error ? error.type : undefined;
  const status = 'status' in error ? error.status : undefined;
  if (type === 'entity.too.large') return new Problem('body_too_large');
  if (type === 'entity.parse.failed') return new Problem('malformed_json');
  if (status === 415) return new Problem('unsupported_media_type');
  // A client that hung up in the middle of its body, a length that is not that of the body, a path like `/%ff`.
  if (status === 400) return new Problem('malformed_request');
  return null;
}
