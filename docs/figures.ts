import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDocument } from '../bench/report/build-document.ts';
import { readResult } from '../bench/result/read-result.ts';
import { chartsOf, standalone, wanted, warningOn } from './figures/charts.ts';

/** `node docs/figures.ts [DIR]` draws the charts of the walkthrough from one run of all three experiments. */
const directory = process.argv[2] ?? 'bench/results/latest';
const result = await readResult(directory);
const document = buildDocument(result);
const charts = chartsOf(document);
for (const one of wanted) {
  const { id, file } = one;
  const chart = charts.get(id);
  if (chart === undefined) {
    process.stderr.write(`${directory} has no chart ${id}: run \`make bench\` without ONLY\n`);
    process.exitCode = 1;
    continue;
  }
  const { title, markup } = chart;
  const warning = warningOn(one, result.gates);
  const text = standalone(markup, { title, source: document.subtitle, warning });
  writeFileSync(join(import.meta.dirname, 'figures', file), text);
  process.stdout.write(`docs/figures/${file}${warning === null ? '' : `: ${warning}`}\n`);
}
