import type { Result } from '../../result/result.ts';
import { type Block, headingBlock, type Section, type Verdict } from '../document.ts';
import { failoverVerdicts } from '../verdicts/failover.ts';
import { lookupVerdicts } from '../verdicts/lookup.ts';
import { revocationVerdicts } from '../verdicts/revocation.ts';
import { revocationProofVerdicts } from '../verdicts/revocation-proofs.ts';
import { roundTripVerdicts } from '../verdicts/round-trips.ts';

/** What the run found, in sentences, before any table. */
export function verdictSection(result: Result): Section {
  const groups = [
    {
      title: 'What a request costs',
      verdicts: [...lookupVerdicts(result), ...roundTripVerdicts(result)],
    },
    {
      title: 'How long a revoked credential lives',
      verdicts: [...revocationVerdicts(result), ...revocationProofVerdicts(result)],
    },
    { title: 'What breaks, and for whom', verdicts: failoverVerdicts(result) },
  ];
  const blocks = groups
    .filter(({ verdicts }) => verdicts.length > 0)
    .flatMap(({ title, verdicts }) => [headingBlock(null, title), ...verdictBlocks(verdicts)]);
  return {
    id: 'verdicts',
    title: 'Verdicts',
    lead: 'Computed from the trials. Each with its 95\u00a0% interval or its count, and the number of trials; the state of the validity gates stands over them. “Cannot tell” is a verdict.',
    blocks,
  };
}

/** What all verdicts rest on alike, the state of the gates, is said once before them. */
function verdictBlocks(verdicts: readonly Verdict[]): Block[] {
  const shared = verdicts[0]?.evidence.at(-1);
  if (shared === undefined || verdicts.some(({ evidence }) => evidence.at(-1) !== shared)) {
    return [{ kind: 'verdicts', verdicts }];
  }
  return [
    { kind: 'paragraph', text: `Behind each of these: ${shared}.` },
    {
      kind: 'verdicts',
      verdicts: verdicts.map((each) => ({ ...each, evidence: each.evidence.slice(0, -1) })),
    },
  ];
}
