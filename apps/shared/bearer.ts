import type { Request } from 'express';

/** The credential of `Authorization: Bearer …` (RFC 6750 section 2.1), or null. */
export function bearerCredential(req: Request): string | null {
  const header = req.headers.authorization;
  if (header === undefined || header.slice(0, 7).toLowerCase() !== 'bearer ') return null;
  return header.slice(7).trim();
}
