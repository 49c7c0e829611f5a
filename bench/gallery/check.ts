import { join } from 'node:path';
import { readResult } from '../result/read-result.ts';
import { methodVersion } from '../run/facts.ts';
import { differencesOf, verifyFolder } from '../verify/verify.ts';
import { folderNameOf, type KeptRun, keptFolders } from './kept-run.ts';
import { privateFacts, withoutFolders } from './private.ts';

/** A rule that every kept run must follow. `problem` says how a run breaks it; null when the run follows it. */
interface Rule {
  readonly rule: string;
  readonly problem: (run: KeptRun) => string | null;
}

const everyExperiment = ['lookup', 'revocation', 'failover'] as const;

/** `readResult` has checked the sum, the schema, and that the run is complete. */
const rules: readonly Rule[] = [
  {
    rule: 'the default profile with all of its experiments',
    problem: ({ result: { run } }) => {
      const missing = everyExperiment.filter((each) => !run.experiments.includes(each));
      if (run.profile !== 'default') return `profile ${run.profile}`;
      return missing.length === 0 ? null : `without ${missing.join(', ')}`;
    },
  },
  {
    rule: 'a known method',
    problem: ({ result: { tool } }) =>
      /^\d+$/.test(tool.methodVersion) && Number(tool.methodVersion) <= Number(methodVersion)
        ? null
        : `method ${tool.methodVersion}; the newest that this tool knows is ${methodVersion}`,
  },
  {
    rule: 'measured by committed code',
    problem: ({ result: { tool } }) =>
      tool.gitSha !== null && tool.gitDirty === false ? null : 'the code had uncommitted changes',
  },
  {
    rule: 'the name says whether its costs count',
    problem: ({ folder, result }) => {
      const name = folderNameOf(result);
      // A run of an older method keeps the name that it got when its method was current.
      if (result.tool.methodVersion !== methodVersion || folder === name) return null;
      return `the folder ${folder} must be called ${name}`;
    },
  },
  {
    rule: 'nothing about the owner of the machine',
    problem: ({ result }) => {
      const { argv } = result.run;
      const facts = privateFacts(result, []);
      if (withoutFolders(argv).length !== argv.length) facts.push('run.argv: the path of a folder');
      return facts.length === 0 ? null : facts.join('; ');
    },
  },
];

/** Each broken rule as `a known method: method 9; …`; empty when the run follows all of them. */
export function ruleProblems(run: KeptRun): string[] {
  return rules.flatMap(({ rule, problem }) => {
    const found = problem(run);
    return found === null ? [] : [`${rule}: ${found}`];
  });
}

/** Finds the figures of a folder that do not follow from its trials, a sentence for each. */
export type Recompute = (directory: string) => Promise<readonly string[]>;

const recomputeAll: Recompute = async (directory) => differencesOf(await verifyFolder(directory));

/**
 * What is wrong with the kept runs, a sentence for each problem; empty when nothing is.
 * @param recompute default: what follows from the trials, as `make verify` does
 */
export async function checkGallery(
  gallery: string,
  recompute: Recompute = recomputeAll,
): Promise<string[]> {
  const found = await Promise.all(
    keptFolders(gallery).map((folder) => checkFolder(gallery, folder, recompute)),
  );
  return found.flat();
}

async function checkFolder(
  gallery: string,
  folder: string,
  recompute: Recompute,
): Promise<string[]> {
  try {
    let unchecked: string | null = null;
    const result = await readResult(join(gallery, folder), {
      say: (line) => {
        unchecked = line;
      },
    });
    const problems = [
      ...(unchecked === null ? [] : [unchecked]),
      ...ruleProblems({ folder, result }),
      ...(await recompute(join(gallery, folder))),
    ];
    return problems.map((problem) => `${folder}: ${problem}`);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
