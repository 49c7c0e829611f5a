import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../http/problem.ts';
import { readBody } from '../http/request-body.ts';
import type { Route } from '../http/route.ts';
import type { StoreClient } from '../store/redis.ts';

export const stepNames = ['profile', 'plan', 'confirmation'] as const;
export const stepNameSchema = z.enum(stepNames);
export type StepName = z.infer<typeof stepNameSchema>;

export const stepSchema = z.strictObject({ answer: z.string().min(1).max(500) });
export type Step = z.infer<typeof stepSchema>;

export interface Flow {
  readonly flowId: string;
  readonly steps: Partial<Record<StepName, Step>>;
  readonly complete: boolean;
}

/** A multi-step flow whose state outlives any replica: application state in Redis, the same for all contenders. */
export interface Onboarding {
  start(owner: string): Promise<Flow>;
  /** Null when there is no such flow or it belongs to another subject. */
  read(owner: string, flowId: string): Promise<Flow | null>;
  /** Repeating a step overwrites it, so a retried PUT does no harm. */
  complete(owner: string, flowId: string, name: StepName, step: Step): Promise<StepOutcome>;
}

export type StepOutcome = 'saved' | 'no_such_flow' | 'out_of_order';

const flowTtlSeconds = 60 * 60; // 1 hour

/**
 * Checks owner and order and writes in one step. So neither a flow that expires in between nor a second request can
 * leave half a record. KEYS: flow. ARGV: owner, step, value, earlier steps…
 */
const completeStep = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 'no_such_flow' end
for index = 4, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[index]) == 0 then return 'out_of_order' end
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 'saved'`;

const stepOutcome = z.enum(['saved', 'no_such_flow', 'out_of_order']);

export function createOnboarding(redis: StoreClient): Onboarding {
  const key = (flowId: string) => `onboarding:${flowId}`;
  return {
    async start(owner) {
      const flowId = randomUUID();
      // One command sets both, so no flow is left without an expiry.
      await redis.eval(
        `redis.call('HSET', KEYS[1], 'owner', ARGV[1]) return redis.call('EXPIRE', KEYS[1], ARGV[2])`,
        1,
        key(flowId),
        owner,
        flowTtlSeconds,
      );
      return toFlow(flowId, {});
    },
    async read(owner, flowId) {
      const fields = await redis.hgetall(key(flowId));
      return fields.owner === owner ? toFlow(flowId, fields) : null;
    },
    async complete(owner, flowId, name, step) {
      const earlier = stepNames.slice(0, stepNames.indexOf(name)).map((each) => `step:${each}`);
      const value = JSON.stringify(step);
      const saved = await redis.eval(
        completeStep,
        1,
        key(flowId),
        owner,
        `step:${name}`,
        value,
        ...earlier,
      );
      return stepOutcome.parse(saved);
    },
  };
}

function toFlow(flowId: string, fields: Readonly<Record<string, string>>): Flow {
  const steps: Partial<Record<StepName, Step>> = {};
  for (const name of stepNames) {
    const value = fields[`step:${name}`];
    if (value !== undefined) steps[name] = stepSchema.parse(JSON.parse(value));
  }
  return { flowId, steps, complete: stepNames.every((name) => steps[name] !== undefined) };
}

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
        // The flow of another subject is answered like no flow: the answer must not tell which flows exist.
        if (flow === null) throw new Problem('not_found');
        res.json(flow);
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
