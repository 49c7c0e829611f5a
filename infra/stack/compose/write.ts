/** Writes docker-compose.yml and the configurations that it mounts. Run it after a change of their plan or settings. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../project.ts';
import { checkedInFiles } from './checked-in.ts';

for (const [path, text] of checkedInFiles()) writeFileSync(join(project.root, path), text);
