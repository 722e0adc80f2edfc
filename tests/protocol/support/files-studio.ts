/** A server that takes files, somebody who may send them, and the test as who decides. */
import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { UploadAnswer } from '#shared/protocol/files.ts';
import {
  answerFileRules,
  createMemoryFileRules,
  type MemoryFileRules,
} from '../../support/file-rules.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../../support/server.ts';
import { fileOf, tusClient, type SentFile, type TusClient } from './tus-client.ts';

export interface FilesStudio {
  readonly server: TestServer;
  readonly rules: MemoryFileRules;
  readonly ana: TestPerson;
  /** Hers. */
  readonly client: TusClient;
  /** On which she is. */
  readonly trackId: string;
  start(environment?: Readonly<Record<string, string>>): Promise<void>;
  /** How many bytes of an upload lie on disk; to ask the server would end what it receives. */
  received(id: string): number;
  awaitReceived(id: string, size: number): Promise<void>;
  /** Once it is done or has failed. */
  ended(id: string): Promise<UploadAnswer | null>;
  send(bytes: Uint8Array, said?: Partial<SentFile>): Promise<SentFile>;
  /** Names in the folder of what is on its way. */
  left(): readonly string[];
  /** Files of the store that the server has open. */
  open(): number;
}

/** A slow machine is only slow. */
const patience = { interval: 5, timeout: 2 * 60_000 } as const;
const usual = { FILE_MB: '1', DISK_RESERVE_MB: '0' } as const;

export async function openFilesStudio(
  environment: Readonly<Record<string, string>> = {},
): Promise<FilesStudio> {
  const rules = createMemoryFileRules();
  const server = await createTestServer({
    program: 'tests/support/files-server.ts',
    onStart: (child) => answerFileRules(child, rules),
  });
  const start: FilesStudio['start'] = (more) => server.start({ ...usual, ...environment, ...more });
  await start();
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const client = tusClient(server.url, ana);
  const trackId = uuid7(Date.now());
  rules.add(ana.userId, trackId);
  const uploads = join(server.dataDir, 'uploads');
  const received = (id: string) => statSync(join(uploads, id)).size;
  const ended: FilesStudio['ended'] = async (id) => {
    const state = async () => (await client.state(id)).said?.state;
    await vi.waitUntil(async () => /done|failed/u.test((await state()) ?? ''), patience);
    return (await client.state(id)).said;
  };
  return {
    server,
    rules,
    ana,
    client,
    trackId,
    start,
    received,
    async awaitReceived(id, size) {
      await vi.waitUntil(() => received(id) === size, patience);
    },
    ended,
    async send(bytes, said = {}) {
      const file = fileOf(trackId, bytes, said);
      await client.create(file);
      await client.patch(file.versionId, 0, bytes);
      const end = await ended(file.versionId);
      if (end?.state !== 'done') throw new Error(`sent, and it is ${JSON.stringify(end)}`);
      return file;
    },
    left: () => readdirSync(uploads),
    open() {
      const folder = `/proc/${server.pid()}/fd`;
      return readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => existsSync(path) && readlinkSync(path).includes('/files/')).length;
    },
  };
}
