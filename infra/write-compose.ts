/** Writes docker-compose.yml and the configurations that it mounts. Run it after a change to their plan or settings. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedInFiles } from './stack/compose/checked-in.ts';
import { project } from './stack/project.ts';

for (const [path, text] of checkedInFiles()) writeFileSync(join(project.root, path), text);
