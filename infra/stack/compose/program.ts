import { StackError } from '../errors.ts';
import { during, type ProgramControl } from '../part.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { Moment, PartState } from '../stack.ts';
import type { ComposeContext } from './context.ts';
import { docker, dockerLog } from './engine.ts';
import { ContainerShells, type RunLine } from './shell.ts';

/** The program in one container. `container/inside.sh` implements each verb. */
export class ComposeProgram implements ProgramControl {
  readonly name: string;
  readonly container: string;
  readonly #shells: ContainerShells;
  readonly #run: Pick<ComposeContext, 'log' | 'isEnding'>;
  #state: PartState = 'running';
  #containerIsGone = false;

  /** The container must be running already. */
  constructor(
    name: string,
    container: string,
    workDirectory: string,
    run: Pick<ComposeContext, 'log' | 'isEnding'>,
  ) {
    this.name = name;
    this.container = container;
    this.#shells = new ContainerShells(container, workDirectory);
    this.#run = run;
  }

  state(): PartState {
    return this.#state;
  }

  /** Call this when Docker reports that the container has ended by itself. */
  containerEnded(exitCode: string): void {
    this.#state = 'stopped';
    this.#containerIsGone = true;
    this.#shells.close();
    this.#run.log(`${this.name} ended by itself (exit code ${exitCode})`);
  }

  async start(environment: Readonly<Record<string, string>> = {}): Promise<Moment> {
    if (this.#state !== 'stopped') return await during(() => undefined);
    if (this.#run.isEnding()) {
      throw new StackError('not_possible', `${this.name}: its stack has been stopped`);
    }
    if (this.#containerIsGone) return await this.#startContainer();
    return await this.#do(`${extraEnvironment(environment)}\nlab_start`, 'running');
  }

  kill(): Promise<Moment> {
    return this.#unlessStopped('lab_kill', 'stopped');
  }

  end(timeoutMs: number): Promise<Moment> {
    return this.#unlessStopped('lab_end', 'stopped', timeoutMs);
  }

  freeze(): Promise<Moment> {
    if (this.#state === 'stopped') {
      const message = `${this.name} is stopped: only a running part can be frozen`;
      return Promise.reject(new StackError('not_possible', message));
    }
    return this.#do('lab_freeze', 'frozen');
  }

  resume(): Promise<Moment> {
    return this.#unlessStopped('lab_resume', 'running');
  }

  logTail(lines: number): Promise<readonly string[]> {
    return dockerLog(this.container, lines);
  }

  async openControl(): Promise<void> {
    if (!this.#containerIsGone) await this.#shells.use(async () => undefined);
  }

  /** Runs one line of shell in the container, between two time stamps. */
  run(line: string): Promise<Moment> {
    return this.#do(line, this.#state);
  }

  read(line: string): Promise<readonly string[]> {
    return this.#shells.use((run) => run(line));
  }

  async #unlessStopped(verb: string, next: PartState, timeoutMs?: number): Promise<Moment> {
    if (this.#state === 'stopped') return await during(() => undefined);
    return await this.#do(verb, next, timeoutMs);
  }

  #do(line: string, next: PartState, timeoutMs?: number): Promise<Moment> {
    const act = (run: RunLine) =>
      during(async () => {
        await run(line, timeoutMs);
        this.#state = next;
      });
    return this.#shells.use(act);
  }

  #startContainer(): Promise<Moment> {
    return during(async () => {
      await docker('start', this.container);
      this.#containerIsGone = false;
      this.#state = 'running';
    });
  }
}

export function programOf(context: ComposeContext, service: string): ComposeProgram {
  const container = `${context.composeProject}-${service}-1`;
  return new ComposeProgram(service, container, workDirectory(context.run.path), context);
}

/** A line of shell that writes the extra variables into a file. supervise.sh reads that file before each start. */
function extraEnvironment(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  );
  if (lines.length === 0) return 'rm -f /tmp/lab.env';
  return `cat >/tmp/lab.env <<'END_OF_ENVIRONMENT'\n${lines.join('\n')}\nEND_OF_ENVIRONMENT`;
}
