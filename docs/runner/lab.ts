import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The lab of the chapter that is run. The chapter itself starts it, with `make up`, as its reader does. */
export interface Lab {
  /** Added to the environment of the chapter's shell. */
  readonly environment: NodeJS.ProcessEnv;
  /** Stops whatever the chapter left running. Idempotent. */
  stop(): Promise<void>;
}

export function labIn(root: string, environment: NodeJS.ProcessEnv): Lab {
  return {
    environment,
    async stop() {
      const down = spawn(process.execPath, [join(root, 'infra', 'lab.ts'), 'down'], {
        cwd: root,
        env: environment,
        stdio: 'ignore',
      });
      await once(down, 'exit');
    },
  };
}
