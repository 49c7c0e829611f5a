import type { Result } from '../result/result.ts';
import type { ReportDocument } from './document.ts';
import { duration, utcTime } from './format.ts';
import { contenderSection } from './sections/contenders.ts';
import { environmentSection } from './sections/environment.ts';
import { failoverSection } from './sections/failover.ts';
import { lookupSection } from './sections/lookup.ts';
import { methodSection } from './sections/method.ts';
import { revocationSection } from './sections/revocation.ts';
import { tradeOffSection } from './sections/trade-off.ts';
import { trustSection } from './sections/trust.ts';
import { verdictSection } from './sections/verdicts.ts';

/** The whole report as a document, from nothing but the result. Sections of experiments that did not run are absent. */
export function buildDocument(result: Result): ReportDocument {
  const { run, environment, lookup, revocation, failover } = result;
  const sections = [
    trustSection(result),
    verdictSection(result),
    lookup && revocation && tradeOffSection(result, lookup, revocation),
    contenderSection(result),
    lookup && lookupSection(result, lookup),
    revocation && revocationSection(revocation),
    failover && failoverSection(result, failover),
    environmentSection(result),
    methodSection(result),
  ].filter((section) => section !== null);
  return {
    title: 'Sessions versus tokens',
    subtitle: `${utcTime(run.startedAt)}, profile ${run.profile}, ${duration(run.durationMs)}, ${environment.driver} stack, ${environment.cpuModel}, ${environment.cpuCount} cores`,
    sections,
  };
}
