/** This file runs the contract of the workspace store on PostgreSQL. */
import { newPostgresDatabase, openPostgresDatabase } from '../support/workspace.ts';
import { describeBlockingStore } from './blocking-store.ts';
import { describePushStore } from './push-store.ts';
import { workspaceHost } from './workspace-host.ts';
import { describeWorkspaceStore } from './workspace-store.ts';

async function open() {
  const url = await newPostgresDatabase();
  const onDatabase = () => openPostgresDatabase(url);
  return workspaceHost(await onDatabase(), onDatabase);
}
describeWorkspaceStore('PostgreSQL', open);
describePushStore('PostgreSQL', open);
describeBlockingStore('PostgreSQL', open);
