/**
 * A process that outlives the harness by a moment. It reads a pipe whose other end only the harness holds. When the
 * harness ends, by `stop`, Ctrl-C, a crash or `kill -9`, the kernel closes the pipe, and the reaper ends the run. So
 * every lab ends in one way, and every test exercises it.
 */
import { endRun } from './end-run.ts';

const [run, project] = process.argv.slice(2);
if (run === undefined) throw new Error('usage: reaper.ts RUN_DIRECTORY [COMPOSE_PROJECT]');

process.stdin.resume();
process.stdin.on('close', () => {
  void endRun(run, project ?? null);
});
