/** A file of 200 MB comes and goes, made on the fly, and the server needs no more memory for it than for a small one. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFilesStudio, type FilesStudio } from '../protocol/support/files-studio.ts';
import { answerTo, bytesOf, fileOf } from '../protocol/support/tus-client.ts';

let studio: FilesStudio;
beforeAll(async () => {
  studio = await openFilesStudio({ FILE_MB: '256' });
});
afterAll(() => studio.server.dispose());

const piece = bytesOf(1_024 * 1_024);
const pieces = 200;
const size = pieces * piece.length;
/** Of the most that the process ever had. */
const memoryBytes = () =>
  Number(/VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${studio.server.pid()}/status`, 'utf8'))?.[1]) *
  1_024;
/** What V8 lets lie before it collects. */
const slackBytes = 80 * 1_024 * 1_024;

test.runIf(process.platform === 'linux')(
  'FI7 memory stays flat however large the file, sent, checked and heard',
  async () => {
    const { client, trackId, ended, send } = studio;
    await answerTo(client.get((await send(piece)).versionId));
    const before = memoryBytes();
    const hash = createHash('sha256');
    for (let index = 0; index < pieces; index += 1) hash.update(piece);
    const file = fileOf(trackId, piece, { size, sha256: hash.digest('hex') });
    await client.create(file);
    const sent = await client.begin(file.versionId, 0, size);
    const answer = answerTo(sent);
    for (let index = 0; index < pieces; index += 1) {
      if (!sent.write(piece)) await once(sent, 'drain');
    }
    sent.end();
    expect((await answer).status).toBe(204);
    expect(await ended(file.versionId)).toEqual({ state: 'done' });
    const [response]: IncomingMessage[] = await once(client.get(file.versionId), 'response');
    let heard = 0;
    response?.on('data', ({ length }: Buffer) => (heard += length));
    if (response) await finished(response);
    expect(heard).toBe(size);
    expect(memoryBytes() - before).toBeLessThan(slackBytes);
  },
);
