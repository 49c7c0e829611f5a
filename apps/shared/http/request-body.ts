import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { Problem } from './problem.ts';

/** 16 KiB: far more than any body of the contract needs. */
const bodyLimitBytes = 16 * 1024;

// Strict is off so that `null` reaches the schema and is refused there by name.
const parse = express.json({ limit: bodyLimitBytes, strict: false, verify: requireUtf8 });

/** RFC 8259 section 8.1. The parser would put a question mark in the place of a byte that is not UTF-8. */
function requireUtf8(_req: unknown, _res: unknown, body: Buffer): void {
  if (isUtf8(body)) return;
  throw Object.assign(new Error('the body is not UTF-8'), { type: 'entity.parse.failed' });
}

/** The parser also reads UTF-16, UTF-32 and UTF-7. */
const otherCharset = /;\s*charset\s*=\s*(?!"?utf-8"?\s*(;|$))/i;

/** Reads the body of the request into `req.body`. Rejects with an error of Express' parser. */
export function receiveBody(req: Request, res: Response): Promise<void> {
  // The parser would read the whole body first, and a client that announces much may be slow to send it.
  if (Number(req.headers['content-length']) > bodyLimitBytes) {
    return Promise.reject(new Problem('body_too_large'));
  }
  if (otherCharset.test(req.headers['content-type'] ?? '')) {
    return Promise.reject(new Problem('unsupported_media_type'));
  }
  return new Promise((resolve, reject) => {
    parse(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
}

/**
 * The body in the shape of the schema.
 * @throws Problem `unsupported_media_type` or `invalid_body`, which names the members and repeats no value
 */
export function readBody<Shape>(req: Request, schema: z.ZodType<Shape>): Shape {
  if (hasBody(req) && req.is('application/json') === false)
    throw new Problem('unsupported_media_type');
  const parsed = schema.safeParse(req.body);
  if (parsed.success) return parsed.data;
  const members = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'body'}: ${issue.code}`,
  );
  throw new Problem('invalid_body', { detail: members.join('; ') });
}

/** Clients that post nothing say so in two ways: no length, or a length of zero. */
function hasBody(req: Request): boolean {
  return (req.headers['content-length'] ?? '0') !== '0' || 'transfer-encoding' in req.headers;
}
