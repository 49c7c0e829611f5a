import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { contenderNamed, contenders } from '../../../infra/contenders/contenders.ts';
import { faultName } from '../../result/failover-cell.ts';
import { type ExpectedCell, expectedOf } from './expectation.ts';
import { type Fault, type FaultForm, formsOf, nameOf } from './fault.ts';

/** Fault files that cannot be used. The message names the file or files and the key, and says what is wrong. */
class FaultFileError extends Error {
  override readonly name = 'FaultFileError';
}

/** The keys that the registry itself relies on. The compiler checks the others. */
const keys = z.object({
  name: faultName,
  place: z.number().int().nonnegative(),
  summary: z.string().min(1),
  breaks: z.enum(['replica', 'redis', 'redis-away', 'other']),
  expectations: z.array(z.object({ reason: z.string().min(1), source: z.string().min(1) })),
});

const folder = join(import.meta.dirname, 'faults');

/**
 * Every fault that the lab knows, by place: also `none`, which has no form. A file in `faults/` is a fault; there is no
 * other list.
 */
export const faults: readonly Fault[] = await findFaults();

/** Every fault in every form that can be injected. The plan of a profile chooses by name. */
export const faultForms: readonly FaultForm[] = faults.flatMap(formsOf);

/** What a plan and the command line may name: a fault in all its forms, or one form. */
export const faultNames: readonly string[] = [
  ...new Set(faultForms.flatMap((form) => [form.fault, nameOf(form)])),
];

/**
 * Imports every fault file.
 * @throws FaultFileError for a file that exports no fault or one without its keys or with the name of another file, for
 * two files with one place, and for a fault that expects nothing or two things of a contender that takes part
 */
async function findFaults(): Promise<readonly Fault[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
  const found = await Promise.all(files.map((file) => readFault(join(folder, file))));
  for (const [place, group] of Map.groupBy(found, (fault) => fault.place)) {
    if (group.length === 1) continue;
    const paths = group.map(({ name }) => join(folder, `${name}.ts`));
    throw new FaultFileError(`${paths.join(' and ')} have the same place: ${place}`);
  }
  return found.sort((one, other) => one.place - other.place);
}

async function readFault(path: string): Promise<Fault> {
  const { fault }: { readonly fault?: Fault } = await import(pathToFileURL(path).href);
  if (fault === undefined) throw new FaultFileError(`${path} must export a value named "fault"`);
  const { error } = keys.safeParse(fault);
  if (error) {
    const problems = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new FaultFileError(`${path} is no fault:\n  ${problems.join('\n  ')}`);
  }
  if (fault.name !== basename(path, '.ts')) {
    throw new FaultFileError(`${path}: name: is "${fault.name}", and must be the name of the file`);
  }
  requireExpectations(path, fault);
  return fault;
}

/** A missing row would otherwise show itself at the end of a run, when the matrix is written. */
function requireExpectations(path: string, fault: Fault): void {
  const forms = formsOf(fault);
  const variants = forms.length === 0 ? [null] : forms.map(({ variant }) => variant);
  const taking = contenders.filter(({ experiments }) => experiments.includes('failover'));
  for (const variant of variants) {
    for (const contender of taking) {
      try {
        expectedOf(fault, variant, contender);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new FaultFileError(`${path}: ${problem}`, { cause: error });
      }
    }
  }
}

/** Throws for a name that no fault has: a mistake in a plan. */
export function formsNamed(name: string): readonly FaultForm[] {
  const found = faultForms.filter((form) => form.fault === name || nameOf(form) === name);
  if (found.length === 0) throw new TypeError(`no fault is called ${name}`);
  return found;
}

/** Throws for a name that no file has. */
export function faultNamed(name: string): Fault {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new TypeError(`no fault is called ${name}`);
  return found;
}

/** A cell of the fault matrix: what we expect, written down before it is measured. A run compares it cell by cell. */
export function expectationOf(
  { fault, variant }: Pick<FaultForm, 'fault' | 'variant'>,
  contender: string,
): ExpectedCell {
  return expectedOf(faultNamed(fault), variant, contenderNamed(contender));
}
