/**
 * This file runs the contract of the workspace store on the embedded database, in a file and in
 * memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspaceDatabase } from '../support/workspace.ts';
import { describeBlockingStore } from './blocking-store.ts';
import { describePushStore } from './push-store.ts';
import { workspaceHost } from './workspace-host.ts';
import { describeWorkspaceStore } from './workspace-store.ts';

const inMemory = async () => workspaceHost(await openWorkspaceDatabase(':memory:'), null);
describeWorkspaceStore('SQLite in memory', inMemory);
describePushStore('SQLite in memory', inMemory);
describeBlockingStore('SQLite in memory', inMemory);

const inFile = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'workspace-store-'));
  const open = () => openWorkspaceDatabase(join(folder, 'feed.db'));
  return workspaceHost(await open(), open, () => rm(folder, { recursive: true }));
};
describeWorkspaceStore('SQLite in a file', inFile);
describeBlockingStore('SQLite in a file', inFile);
