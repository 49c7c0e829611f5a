/**
 * A process of its own that outlives the harness by a moment. It reads a pipe that only the harness holds: when the
 * harness ends, in whatever way (`stop`, Ctrl-C, a crash, `kill -9`), the kernel closes the pipe, and the reaper ends
 * the run. So there is one way in which a lab ends, and every test uses it.
 */
import { endRun } from './end-run.ts';

const [run, project] = process.argv.slice(2);
if (run === undefined) throw new Error('usage: reaper.ts RUN_DIRECTORY [COMPOSE_PROJECT]');

process.stdin.resume();
process.stdin.on('close', () => {
  void endRun(run, project ?? null);
});
