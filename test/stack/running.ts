import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Project, project } from '../../infra/stack/project.ts';
import type { Arm, Stack } from '../../infra/stack/stack.ts';

/** The stack that the tests of one driver share: `linked` has links to its store, `sticky` a routing cookie. */
export interface Running {
  readonly stack: Stack;
  readonly floor: Arm;
  readonly sticky: Arm;
  readonly linked: Arm;
}

/** This project with the stand-in as the program of every contender. */
export const standIn: Project = {
  ...project,
  programOf: () => 'test/stack/stand-in/replica.ts',
};

export function requireArm(stack: Stack, name: string): Arm {
  const arm = stack.arms.get(name);
  if (arm === undefined) throw new Error(`no arm ${name}`);
  return arm;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: { readonly replica?: string; readonly pid?: number; readonly served?: number };
}

/** One GET on a connection of its own. Rejects with the system's error, or when no answer came within `timeoutMs`. */
export function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  timeoutMs = 5_000,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = request(url, { agent: false, headers, signal }, (response) => {
      text(response).then((body) => {
        const parsed = body.startsWith('{') ? JSON.parse(body) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      }, reject);
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** True when the address gives no answer: the connection is refused or reset, or stays silent. */
export function isSilent(url: string): Promise<boolean> {
  return ask(url, {}, 500).then(
    () => false,
    () => true,
  );
}
