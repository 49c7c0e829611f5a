import type { Result } from '../../result.ts';
import { type Block, headingBlock, type Section } from '../document.ts';
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
  const blocks: Block[] = groups
    .filter(({ verdicts }) => verdicts.length > 0)
    .flatMap(({ title, verdicts }): Block[] => [
      headingBlock(null, title),
      { kind: 'verdicts', verdicts },
    ]);
  return {
    id: 'verdicts',
    title: 'Verdicts',
    lead: 'Computed from the trials. Each with its 95\u00a0% interval or its count, the number of trials, and the state of the validity gates. “Cannot tell” is a verdict.',
    blocks,
  };
}
