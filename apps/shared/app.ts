import express, { type ErrorRequestHandler, type Express } from 'express';
import type { AuthStrategy } from './auth-strategy.ts';
import type { Carriage } from './config.ts';
import { handlersFor } from './http/guard.ts';
import { Problem, sendProblem } from './http/problem.ts';
import type { Route } from './http/route.ts';
import type { Log } from './operation/log.ts';
import type { Probes } from './operation/probes.ts';
import { isStoreFault } from './store/store-fault.ts';

export interface AppParts {
  readonly carriage: Carriage;
  readonly strategy: AuthStrategy;
  readonly routes: readonly Route[];
  readonly probes: Probes;
  readonly log: Log;
}

/** The Express app of every contender. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  // No ETag: it would hash every answer, which is a cost of neither approach, and no client revalidates a private
  // answer.
  app.disable('etag');
  app.set('query parser', 'simple');

  for (const route of parts.routes) {
    const handlers = handlersFor(route, parts.strategy, parts.probes);
    app[verbs[route.method]](route.path, ...handlers);
  }

  for (const [path, methods] of methodsByPath(parts.routes)) {
    app.all(path, (_req, res) => {
      res.set('Allow', methods.join(', '));
      throw new Problem('method_not_allowed');
    });
  }
  app.use(() => {
    throw new Problem('not_found');
  });
  app.use(answerFault(parts));
  app.use(passOverFault);
  return app;
}

const verbs = { GET: 'get', POST: 'post', PUT: 'put' } as const;

/** Express answers HEAD wherever it answers GET. */
function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { method, path } of routes) {
    const allowed = methods.get(path) ?? [];
    allowed.push(...(method === 'GET' ? ['GET', 'HEAD'] : [method]));
    methods.set(path, allowed);
  }
  return methods;
}

/** Express knows an error handler by its four parameters. */
function answerFault({ log, probes, carriage }: AppParts): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    if (res.writableEnded) {
      // A session's touch failed after the answer: it is complete and true, only the life was not extended.
      probes.countFailureAfterAnswer();
      return;
    }
    const problem = toProblem(error);
    if (problem.code === 'internal') {
      const requestId = res.getHeader('x-request-id');
      log('fault', { path: req.path, requestId, stack: stackOf(error) });
    }
    if (res.headersSent) {
      // Half an answer has gone. Cutting the connection is the only way left to say that it is not whole.
      req.socket.destroy();
      return;
    }
    sendProblem(req, res, problem, carriage);
  };
}

/**
 * A second fault of a request whose answer has told of the first: express-session saves a changed session once more when
 * the answer ends. Without this handler Express would print the stack and cut the connection.
 */
const passOverFault: ErrorRequestHandler = (_error, _req, _res, _next) => undefined;

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * What the client is told about something thrown. Anything that has no name of its own is `internal`, without details.
 */
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
  if (type === 'encoding.unsupported') return new Problem('unsupported_coding');
  if (status === 415) return new Problem('unsupported_media_type');
  // A client that hung up in the middle of its body, a length that is not that of the body, a path like `/%ff`.
  if (status === 400) return new Problem('malformed_request');
  return null;
}
