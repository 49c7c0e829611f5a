import { group, max, min, sum } from 'd3-array';
import type { Result } from '../../result/result.ts';
import type { OpenStream } from '../../result/revocation-findings.ts';
import type { Verdict } from '../document.ts';
import { supported } from '../evidence/trust.ts';
import { contenderNames, count, counted, milliseconds } from '../format.ts';
import { namedOrCounted } from './subject.ts';

/** Whether a stream that was open at the revocation goes on: left alone, and with what ends it. */
export function streamVerdicts(result: Result): Verdict[] {
  const streams = (result.revocation?.openStreams ?? []).filter(({ trials }) => trials > 0);
  const left = streams.filter(({ variant }) => variant === 'left-open');
  if (left.length === 0) return [];
  const outliving = left.filter(({ stillOpen }) => stillOpen > 0);
  const ended = left.filter(({ stillOpen }) => stillOpen === 0);
  const remedies = [...group(streams, remedy)].flatMap(([words, own]) =>
    remedyEvidence(words, own),
  );
  return [
    ...(outliving.length === 0
      ? []
      : [
          supported(result, 'revocation', {
            tone: 'bad',
            headline: `With ${namedOrCounted(outliving, left)}, a stream that was open at \`logout\` outlived it in ${count(sum(outliving, ({ stillOpen }) => stillOpen))} of ${trialsIn(outliving)}`,
            evidence: [leftAlone(outliving), ...remedies],
          }),
        ]),
    ...(ended.length === 0
      ? []
      : [
          supported(result, 'revocation', {
            tone: 'good',
            headline: `With ${namedOrCounted(ended, left)}, \`logout\` ended the stream that was open in each of ${trialsIn(ended)}`,
            evidence: [leftAlone(ended), ...(outliving.length === 0 ? remedies : [])],
          }),
        ]),
  ];
}

function trialsIn(streams: readonly OpenStream[]): string {
  return counted(
    sum(streams, ({ trials }) => trials),
    'trial',
  );
}

function leftAlone(streams: readonly OpenStream[]): string {
  return `${contenderNames(streams)}: left alone and watched for ${milliseconds(min(streams, ({ watchedMs }) => watchedMs))}`;
}

function remedy({ variant, periodMs }: OpenStream): string {
  if (variant === 'left-open') return '';
  return variant === 'closed-on-push'
    ? 'closed when the revocation arrives'
    : `checked again every ${milliseconds(periodMs)}`;
}

function remedyEvidence(words: string, own: readonly OpenStream[]): string[] {
  if (words === '') return [];
  const trials = sum(own, (each) => each.trials);
  const open = sum(own, ({ stillOpen }) => stillOpen);
  const end =
    open > 0
      ? `${count(open)} still open at the end`
      : `all ended within ${milliseconds(max(own, ({ maxMs }) => maxMs ?? 0))}`;
  return [`${words} (${contenderNames(own)}): of ${counted(trials, 'trial')} ${end}`];
}
