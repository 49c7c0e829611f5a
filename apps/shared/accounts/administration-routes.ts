import type { Request } from 'express';
import { z } from 'zod';
import type { AuthStrategy } from '../auth-strategy.ts';
import { Problem } from '../http/problem.ts';
import { readBody } from '../http/request-body.ts';
import type { Route } from '../http/route.ts';
import { type Accounts, roleSchema } from './accounts.ts';

const roleBody = z.strictObject({ role: roleSchema });
const revokeBody = z.strictObject({ disable: z.boolean().optional() }).optional();

/** `PUT /accounts/:subject/role` and `POST /accounts/:subject/revoke`, for the role admin. */
export function administrationRoutes(accounts: Accounts, strategy: AuthStrategy): Route[] {
  const readSubject = (req: Request): string => {
    const { subject } = req.params;
    if (typeof subject !== 'string' || accounts.seeded(subject) === null) {
      throw new Problem('not_found');
    }
    return subject;
  };

  return [
    {
      method: 'PUT',
      path: '/accounts/:subject/role',
      access: 'admin',
      async answer(req, res) {
        const subject = readSubject(req);
        const { role } = readBody(req, roleBody);
        await accounts.setRole(subject, role);
        await strategy.changeRole(subject, role);
        res.json({ subject, role });
      },
    },
    {
      method: 'POST',
      path: '/accounts/:subject/revoke',
      access: 'admin',
      async answer(req, res) {
        const subject = readSubject(req);
        const disable = readBody(req, revokeBody)?.disable;
        // Closed before it is emptied: a login in between would survive.
        if (disable !== undefined) await accounts.setDisabled(subject, disable);
        if (disable !== false) await strategy.revokeAll(subject, null);
        res.status(204).end();
      },
    },
  ];
}
