import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import type { Result } from '../result/result.ts';

/** Flags of a run whose values are folders of the machine that measured. */
const folderFlags = ['--out', '--resume'];

/** The command line of a run without its folders: `--stack=native --out=/home/me/run` becomes `--stack=native`. */
export function withoutFolders(argv: readonly string[]): string[] {
  return argv.filter((argument, index) => {
    const isValue = folderFlags.includes(argv[index - 1] ?? '');
    return !isValue && !folderFlags.includes(argument.split('=')[0] ?? '');
  });
}

/** What tells who measured, or what lets a stranger in; each with its name in a refusal. */
const telling: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'the path of a folder',
    /(?:^|[\s"'=(:])\/(?:etc|home|mnt|opt|private|root|srv|tmp|Users|usr|var|work)\b/,
  ],
  ['the path of a folder', /\b[A-Za-z]:\\/],
  ['an e-mail address', /\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b/i],
  ['an address of a network', /\b(?!127\.)(?:\d{1,3}\.){3}\d{1,3}\b(?!\.)/],
  ['a token', /\beyJ[\w-]{8,}\.[\w-]{8,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
];

/** Names that are too common to tell anything about a machine. */
const commonNames = ['localhost', 'node', 'root', 'runner', 'ubuntu', 'user'];

/** Words of this machine that must not stand in a kept run: its host, its user, its folders. */
export function wordsOfThisMachine(): readonly string[] {
  const words = [hostname(), userInfo().username, homedir(), tmpdir()];
  return words.filter((word) => word.length > 3 && !commonNames.includes(word));
}

/**
 * Where a result tells something about the machine's owner, each as `run.argv.0: the path of a folder`; empty when it tells
 * nothing. The value is not repeated, because a refusal may end in a public log.
 *
 * @param words of this machine; where the run comes from another machine, only the patterns can find something
 */
export function privateFacts(result: Result, words: readonly string[]): string[] {
  const found: string[] = [];
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'string') found.push(...problemsOf(value, words, path));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, held] of Object.entries(value)) {
        look(held, path === '' ? key : `${path}.${key}`);
      }
    }
  };
  look(result, '');
  return found;
}

/** A histogram is base64 of numbers, and the version of a program may look like an address. */
const tellsNothing = /\.histogram$|^environment\.\w+Version$/;

function problemsOf(text: string, words: readonly string[], path: string): string[] {
  if (tellsNothing.test(path)) return [];
  const named = words.filter((word) => text.includes(word)).map(() => 'a name of this machine');
  const matched = telling.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
  return [...new Set([...named, ...matched])].map((what) => `${path}: ${what}`);
}
