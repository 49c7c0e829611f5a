import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const acceptable = /^[\w.-]{1,64}$/;

/** Every answer says who gave it and to which request, so that a run can be joined with nginx's log. */
export function identifyRequest(replica: string): RequestHandler {
  return (req, res, next) => {
    const given = req.headers['x-request-id'];
    const requestId = typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
    res.setHeader('x-replica', replica);
    res.setHeader('x-request-id', requestId);
    next();
  };
}
