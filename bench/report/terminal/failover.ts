import type { FailoverResult } from '../../result/failover.ts';
import { faultLabel } from '../evidence/faults.ts';
import { counted } from '../format.ts';
import { wrap } from '../wrap.ts';
import type { Paint } from './paint.ts';
import { plain } from './text.ts';

/** The screen names the first few; the report has them all. */
const surprisesShown = 8;

/** Expected against observed, and what could not be tried: neither may be overlooked under a table of losses. */
export function failoverLines(
  { cells, skipped, stopped }: FailoverResult,
  columns: number,
  paint: Paint,
): string[] {
  const compared = cells.filter(({ agrees }) => agrees !== null);
  const surprising = compared.filter(({ agrees }) => agrees === false);
  const said = (text: string) => wrap(text, columns).map(plain);
  const warned = (text: string) => wrap(text, columns).map((line) => paint(plain(line), 'warn'));
  return [
    ...(compared.length === 0
      ? []
      : said(
          `${compared.length - surprising.length} of ${counted(compared.length, 'cell')} of the fault matrix came out as expected.`,
        )),
    ...surprising
      .slice(0, surprisesShown)
      .flatMap((each) =>
        warned(
          `Surprise: ${each.contender} through ${faultLabel(each)}: ${each.surprises.join('; ')}.`,
        ),
      ),
    ...(surprising.length > surprisesShown
      ? warned(`And ${surprising.length - surprisesShown} more; the report names them.`)
      : []),
    ...skipped.flatMap((each) => said(`Not injected: ${faultLabel(each)}, ${each.because}.`)),
    ...(stopped === null ? [] : warned(`Failover ended early: ${stopped}`)),
  ];
}
