import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { StackError } from '../../stack/errors.ts';
import { project } from '../../stack/project.ts';

/** One request that curl sends. */
export interface Asked {
  readonly url: string;
  readonly method?: 'POST' | 'PUT';
  /** A body, as JSON. */
  readonly json?: unknown;
  /** The jar whose cookies are sent. It is not changed. */
  readonly jar?: string;
  /** The jar that the answer's cookies are written to. */
  readonly newJar?: string;
  /** One more header, such as `Idempotency-Key: "1"`. */
  readonly header?: string;
  /** Has curl give up, and close the connection, when the answer's headers announce a body of more than one byte. */
  readonly losesAnswer?: true;
}

export interface Answered {
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly body: string;
}

/** All that curl knows of an answer. */
export interface FullAnswer extends Answered {
  /** The status line and the headers, as they came. Empty when there was no answer. */
  readonly headers: readonly string[];
  /** From the start of the request to the last byte of the answer. */
  readonly seconds: number;
  /** The request, with its headers and its body. */
  readonly bytesSent: number;
}

const answerTimeoutSeconds = 5;

/** Sends the request with curl. @throws StackError `program_missing` where there is no curl */
export async function curl(asked: Asked): Promise<FullAnswer> {
  const quiet = ['-q', '-s', '-i', '--noproxy', '*', '--max-time', String(answerTimeoutSeconds)];
  // The body comes through a pipe: every user of the machine can read a command line, and the body may hold a password.
  const words = wordsOf(asked, '@-');
  const output = await new Promise<string>((resolve, reject) => {
    const asking = execFile(
      'curl',
      [
        ...quiet,
        '-w',
        String.raw`\n%{http_code} %{time_total} %{size_request} %{size_upload}`,
        ...words,
      ],
      (error, stdout) => {
        if (error?.code !== 'ENOENT') return resolve(stdout);
        const remedy = 'this verb sends its requests with curl, and there is none: install it';
        reject(new StackError('program_missing', remedy, { cause: error }));
      },
    );
    asking.stdin?.on('error', () => undefined); // There is no curl, or it has ended.
    asking.stdin?.end(asked.json === undefined ? '' : JSON.stringify(asked.json));
  });
  const end = output.lastIndexOf('\n');
  const [status = 0, seconds = 0, head = 0, upload = 0] = output
    .slice(end + 1)
    .split(' ')
    .map(Number);
  const [headers, body] = splitHeaders(output.slice(0, Math.max(0, end)));
  return { status: status === 0 ? null : status, seconds, bytesSent: head + upload, headers, body };
}

/** Splits an answer at its first empty line. An interim answer (1xx) comes before the one that counts. */
function splitHeaders(text: string): readonly [readonly string[], string] {
  const at = text.indexOf('\r\n\r\n');
  if (at === -1) return [[], text];
  const headers = text.slice(0, at).split('\r\n');
  const rest = text.slice(at + 4);
  return / 1\d\d( |$)/.test(headers[0] ?? '') ? splitHeaders(rest) : [headers, rest];
}

/** The replica that answered. Null when nginx itself answered, or nothing did. */
export function replicaOf(answered: Pick<FullAnswer, 'headers'>): string | null {
  return headerOf(answered, 'x-replica');
}

/** The value of a header; null when the answer has none of this name, which is given in lower case. */
export function headerOf({ headers }: Pick<FullAnswer, 'headers'>, name: string): string | null {
  const header = headers.find((line) => line.toLowerCase().startsWith(`${name}:`));
  return header?.slice(name.length + 1).trim() ?? null;
}

/** The stable code of a problem (RFC 9457); an empty text where the answer holds none. */
export function codeOf({ body }: Answered): string {
  return /"code":"([a-z_]+)"/.exec(body)?.[1] ?? '';
}

/** What an answer to `GET /me` says: `accepted  200  member`, `refused  401  revoked`, `unsure  503`, `no answer`. */
export function verdictOf(answered: Answered | undefined): string {
  if (answered === undefined || answered.status === null) return 'no answer';
  const { status, body } = answered;
  if (status === 200) return `accepted  200  ${/"role":"([a-z]+)"/.exec(body)?.[1] ?? ''}`;
  const word = status === 401 ? 'refused' : 'unsure';
  return `${word.padEnd(8)}  ${status}  ${codeOf(answered)}`.trimEnd();
}

/** The command as a reader can type it in the folder of the project. */
export function printCurl(asked: Asked): string {
  const near = (path: string) => {
    const way = relative(project.root, path);
    return way.startsWith('..') ? path : way;
  };
  const { jar, newJar } = asked;
  const words = wordsOf({
    ...asked,
    ...(jar === undefined ? {} : { jar: near(jar) }),
    ...(newJar === undefined ? {} : { newJar: near(newJar) }),
  });
  return ['curl', ...words].map(quote).join(' ');
}

function wordsOf(
  { url, method, json, jar, newJar, header, losesAnswer }: Asked,
  body = JSON.stringify(json),
): readonly string[] {
  // A body makes a POST of the request.
  const verb = method === undefined || (method === 'POST' && json !== undefined) ? null : method;
  return [
    ...(jar === undefined ? [] : ['-b', jar]),
    ...(newJar === undefined ? [] : ['-c', newJar]),
    ...(verb === null ? [] : ['-X', verb]),
    ...(header === undefined ? [] : ['-H', header]),
    ...(json === undefined ? [] : ['--json', body]),
    ...(losesAnswer === undefined ? [] : ['--max-filesize', '1']),
    url,
  ];
}

function quote(word: string): string {
  return /^[\w./:@=,{}-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
