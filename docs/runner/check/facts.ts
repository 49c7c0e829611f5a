import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { faults } from '../../../bench/experiments/failover/faults.ts';
import { actionName } from '../../../bench/result/revocation.ts';
import { contenderNames } from '../../../infra/contenders/contenders.ts';
import type { Names } from './names.ts';

const packageFile = z.object({ scripts: z.record(z.string(), z.string()) });

/** The names, read from where the code has them. */
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
