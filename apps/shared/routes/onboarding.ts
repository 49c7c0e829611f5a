import { z } from 'zod';
import { type Onboarding, stepNameSchema, stepSchema } from '../onboarding.ts';
import { Problem } from '../problem.ts';
import { readBody } from '../request-body.ts';
import type { Route } from '../route.ts';

const flowIdSchema = z.uuid();

/** `POST /onboarding`, `GET /onboarding/:flowId`, `PUT /onboarding/:flowId/steps/:step`. */
export function onboardingRoutes(onboarding: Onboarding): Route[] {
  return [
    {
      method: 'POST',
      path: '/onboarding',
      access: 'subject',
      async answer(_req, res, { subject }) {
        const flow = await onboarding.start(subject);
        res.status(201).location(`/onboarding/${flow.flowId}`).json(flow);
      },
    },
    {
      method: 'GET',
      path: '/onboarding/:flowId',
      access: 'subject',
      async answer(req, res, { subject }) {
        const flow = await onboarding.read(subject, readFlowId(req.params));
        // Somebody else's flow is answered like none at all, so that nobody can find out which exist.
        if (flow === null) throw new Problem('not_found');
        res.set('Cache-Control', 'no-store').json(flow);
      },
    },
    {
      method: 'PUT',
      path: '/onboarding/:flowId/steps/:step',
      access: 'subject',
      async answer(req, res, { subject }) {
        const flowId = readFlowId(req.params);
        const name = stepNameSchema.safeParse(req.params.step);
        if (!name.success) throw new Problem('not_found');
        const step = readBody(req, stepSchema);
        const outcome = await onboarding.complete(subject, flowId, name.data, step);
        if (outcome === 'no_such_flow') throw new Problem('not_found');
        if (outcome === 'out_of_order') throw new Problem('step_out_of_order');
        res.status(204).end();
      },
    },
  ];
}

function readFlowId(params: Readonly<Record<string, unknown>>): string {
  const parsed = flowIdSchema.safeParse(params.flowId);
  if (!parsed.success) throw new Problem('not_found');
  return parsed.data;
}
