/**
 * Called first in every program that prints. Without it a full disk under stdout goes unnoticed, or ends the program
 * with a stack trace. A lost line ends no program, because the results of a run are worth more than what it prints: the
 * program says once that its output was lost, and its exit code is not 0. A reader that stops reading (`| head`) has
 * what it wanted, so nothing is said then.
 */
export function noticeLostOutput(): void {
  // There is no place left to say it.
  process.stderr.on('error', () => undefined);
  let isLost = false;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || isLost) return;
    isLost = true;
    process.stderr.write(
      `the output could not be written (${message}): free some space, or send it elsewhere\n`,
    );
  });
  process.once('exit', (code) => {
    if (isLost && code === 0) process.exitCode = 1;
  });
}
