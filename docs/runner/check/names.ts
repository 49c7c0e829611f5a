import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { faults } from '../../../bench/experiments/failover/faults.ts';
import { actionName } from '../../../bench/result/revocation.ts';
import { contenderNames } from '../../../infra/contenders/contenders.ts';
import type { Markdown, Problem } from '../markdown.ts';

/** The names that exist in the code. A page that uses another name is wrong. */
export interface Names {
  readonly makeVerbs: ReadonlySet<string>;
  readonly npmScripts: ReadonlySet<string>;
  readonly contenders: ReadonlySet<string>;
  readonly faults: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
}

const packageFile = z.object({ scripts: z.record(z.string(), z.string()) });

/** Reads the names from the code itself. */
export function readNames(root: string): Names {
  const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
  const { scripts } = packageFile.parse(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
  );
  return {
    makeVerbs: new Set(
      [...makefile.matchAll(/^([a-z][a-z-]*):(?!=)/gm)].map(([, verb = '']) => verb),
    ),
    npmScripts: new Set(Object.keys(scripts)),
    contenders: new Set(contenderNames),
    faults: new Set(faults.map(({ name }) => name)),
    actions: new Set(actionName.options),
  };
}

/** Programs whose names look like names of faults. */
const programs: ReadonlySet<string> = new Set(['redis-server', 'redis-cli', 'redis-benchmark']);
const contenderLike = /^(?:floor|sessions|tokens)(?:-[a-z]+)*$/;
const partLike = /^(?<arm>(?:floor|sessions|tokens)(?:-[a-z]+)*)-(?:\d+|store)$/;
const faultLike = /^(?:replica|redis|rolling|host|push-link|clock|keys|balancer)-[a-z][a-z-]*$/;
const actionLike = /^(?:logout-[a-z]+|revoked-by-[a-z]+|account-[a-z]+|key-[a-z]+|refresh-[a-z]+)$/;
const pathLike = /^(?:\.\/)?(?:apps|infra|bench|docs|test|\.ci)\/[\w./-]*$/;
/** A run writes these paths, so a fresh clone does not have them. */
const written = /^(?:\.\/)?bench\/results\b/;

/** Checks the names in inline code, and the verbs of `make` and npm in commands. */
export function checkNames(page: Markdown, names: Names, root: string): Problem[] {
  const spoken = page.prose.flatMap(({ line, text }) =>
    [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ line, code })),
  );
  const typed = page.fences.flatMap((fence) =>
    fence.language === 'console' || fence.language === 'sh'
      ? fence.body
          .map((code, index) => ({ line: fence.line + 1 + index, code }))
          .filter(({ code }) => fence.language === 'sh' || /^[$>] /.test(code))
      : [],
  );
  const problems = [
    ...spoken.map(({ line, code }) => ({ line, problem: nameProblem(code, names, root) })),
    ...[...spoken, ...typed].map(({ line, code }) => ({ line, problem: verbProblem(code, names) })),
  ];
  return problems.flatMap(({ line, problem }) =>
    problem === null ? [] : [{ path: page.path, line, problem }],
  );
}

function nameProblem(code: string, names: Names, root: string): string | null {
  if (pathLike.test(code)) {
    return written.test(code) || existsSync(join(root, code)) ? null : `there is no ${code}`;
  }
  const { arm = code } = partLike.exec(code)?.groups ?? {};
  if (contenderLike.test(arm) && !names.contenders.has(arm)) return `no contender is called ${arm}`;
  if (programs.has(code)) return null;
  if (faultLike.test(code) && !names.faults.has(code)) return `no fault is called ${code}`;
  if (actionLike.test(code) && !names.actions.has(code)) return `no action is called ${code}`;
  return null;
}

function verbProblem(code: string, names: Names): string | null {
  for (const [, verb = ''] of code.matchAll(/(?:^|[$;&|]\s*)make\s+([a-z][a-z-]*)/g)) {
    if (!names.makeVerbs.has(verb)) return `the Makefile has no verb ${verb}`;
  }
  for (const [, script = ''] of code.matchAll(/\bnpm run (?:-s )?([a-z][a-z:-]*)/g)) {
    if (!names.npmScripts.has(script)) return `package.json has no script ${script}`;
  }
  return null;
}
