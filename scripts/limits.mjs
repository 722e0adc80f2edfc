/** Writes docs/limits.md from the list of all limits. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { limitsPage } from '../sync-server/limits/limits.ts';

writeFileSync(join(resolve(import.meta.dirname, '..'), 'docs/limits.md'), limitsPage());
