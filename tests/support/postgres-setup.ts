/** One PostgreSQL for a whole run of tests, with a database in it that new ones are copied from. */
import type { TestProject } from 'vitest/node';
import { openPostgres } from '../../sync-server/storage/sql/postgres-database.ts';
import { createDatabase, startPostgres, type Postgres } from './postgres.ts';
import { makeTables } from './workspace-tables.ts';

let postgres: Postgres | undefined;

export async function setup(project: TestProject): Promise<void> {
  postgres = await startPostgres();
  const url = await createDatabase(postgres.url);
  const opened = await openPostgres(url);
  if (!opened.ok) throw new Error(opened.error);
  await makeTables(opened.value.db);
  await opened.value.close();
  project.provide('postgres', {
    server: postgres.url,
    template: new URL(url).pathname.slice(1),
  });
}

export const teardown = (): Promise<void> | undefined => postgres?.dispose();
