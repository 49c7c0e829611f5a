import { seedIn } from './facts.ts';
import { lookupTampers } from './lookup-tampers.ts';
import { any, change, drawn, type Tamper } from './tamper.ts';

const revocationTampers: readonly Tamper[] = [
  drawn('a figure of the summary of revocations', ({ revocation }) =>
    change(
      revocation?.summary,
      ({ maxMs }) => maxMs !== null,
      (row) => {
        row.maxMs = (row.maxMs ?? 0) / 2;
      },
    ),
  ),
  drawn('a trial of a logout deleted', ({ revocation }) => void revocation?.trials.splice(2, 1)),
  drawn('a stale accept taken out of the summary', ({ revocation }) =>
    change(
      revocation?.summary,
      ({ staleAccepts }) => staleAccepts > 0,
      (row) => {
        row.staleAccepts = 0;
      },
    ),
  ),
  drawn("a race's outcome", ({ revocation }) =>
    change(
      revocation?.races,
      ({ cameBack }) => cameBack > 0,
      (race) => {
        race.cameBack = 0;
      },
    ),
  ),
  drawn('races added that came back', ({ revocation }) =>
    change(
      revocation?.races,
      ({ cameBack, races }) => cameBack === 0 && races > 1,
      (race) => {
        race.cameBack = 2;
      },
    ),
  ),
  drawn('a resurrection on one replica', ({ revocation }) =>
    change(
      revocation?.trials,
      ({ replicas }) => replicas.length > 0,
      ({ replicas }) => {
        for (const replica of replicas.slice(0, 1)) replica.resurrections += 1;
      },
    ),
  ),
];

const failoverTampers: readonly Tamper[] = [
  drawn('a count of a failover trial: a failure counted as served', ({ failover }) =>
    change(
      failover?.trials,
      ({ outcomes }) => (outcomes['5xx'] ?? 0) > 0,
      ({ outcomes }) => {
        outcomes['5xx'] = (outcomes['5xx'] ?? 0) - 1;
        outcomes.ok = (outcomes.ok ?? 0) + 1;
      },
    ),
  ),
  drawn('a false accept taken out of the routes of a trial', ({ failover }) =>
    change(
      failover?.trials.flatMap(({ routes }) => routes),
      ({ outcomes }) => (outcomes['false-accept'] ?? 0) > 0,
      ({ outcomes }) => {
        outcomes.ok = (outcomes.ok ?? 0) + (outcomes['false-accept'] ?? 0);
        delete outcomes['false-accept'];
      },
    ),
  ),
  drawn('a trial of a fault deleted', ({ failover }) => void failover?.trials.pop()),
  drawn('whether a cell agrees with what was expected of it', ({ failover }) =>
    change(
      failover?.cells,
      ({ agrees }) => agrees === true,
      (cell) => {
        cell.agrees = false;
      },
    ),
  ),
  drawn('the failures of a row of the summary', ({ failover }) =>
    change(
      failover?.summary,
      ({ failed }) => failed > 0,
      (row) => {
        row.failed = 0;
      },
    ),
  ),
  drawn('the trials on which an invariant was checked', ({ failover }) =>
    change(failover?.invariants, any, (rule) => {
      rule.checked += 10;
    }),
  ),
];

const otherTampers: readonly Tamper[] = [
  drawn("a gate's status", ({ gates }) =>
    change(gates, any, (gate) => {
      gate.status = gate.status === 'pass' ? 'fail' : 'pass';
    }),
  ),
  drawn("a gate's measured text", ({ gates }) =>
    change(
      gates,
      ({ measured }) => /\d/.test(measured),
      (gate) => {
        gate.measured = gate.measured.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
      },
    ),
  ),
  drawn('the machine', ({ environment }) => {
    environment.cpuModel = 'Another CPU';
  }),
  drawn('the seed that the command line names', ({ run }) => {
    if (seedIn(run.argv) !== null) run.seed += 1;
  }),
  drawn('the time at which the run ended', ({ run }) => {
    run.endedAt = new Date(new Date(run.endedAt).getTime() + 60_000).toISOString();
  }),
];

/** All edits of `results.json` that a verification must find. */
export const tampers: readonly Tamper[] = [
  ...lookupTampers,
  ...revocationTampers,
  ...failoverTampers,
  ...otherTampers,
];
