/**
 * This bench sends a thousand commands that waited offline, in order, to a real server on a file:
 * how many a second, beside how many synced one-row transactions the same disk takes in the same
 * minute.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { uuid7 } from '#shared/base/ids.ts';
import { commandsPerRequest } from '#shared/workspace/limits.ts';
import type { CommandAnswer } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { stages } from '#shared/workspace/vocabulary.ts';
import { createTestServer, signUpPerson } from '../support/server.ts';

export interface DrainResult {
  readonly commands: number;
  readonly perSecond: number;
  /** Synced one-row transactions a second on the same disk: any server here could do no more. */
  readonly syncsPerSecond: number;
}

const count = 1_000;

/** Makes what a day without a network leaves: mostly comments, stages, a few tracks. */
function dayOffline(): readonly Command[] {
  const commands: Command[] = [];
  let trackId = '';
  for (let index = 0; index < count; index += 1) {
    if (index % 50 === 0) {
      trackId = uuid7(Date.now());
      commands.push({ name: 'track.create.v1', args: { trackId, title: `Track ${index}` } });
    } else if (index % 5 === 0) {
      const stage = stages[(index / 5) % stages.length] ?? 'idea';
      commands.push({ name: 'track.setStage.v1', args: { trackId, stage } });
    } else {
      const commentId = uuid7(Date.now());
      commands.push({
        name: 'comment.add.v1',
        args: { commentId, trackId, text: `Take ${index} is the one, I think.` },
      });
    }
  }
  return commands;
}

async function syncsPerSecond(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'feed-bench-'));
  const db = new DatabaseSync(join(folder, 'probe.db'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table t (x text)');
  const insert = db.prepare('insert into t values (?)');
  const from = performance.now();
  for (let index = 0; index < count; index += 1) insert.run(`row ${index}`);
  const seconds = (performance.now() - from) / 1_000;
  db.close();
  await rm(folder, { recursive: true, force: true });
  return Math.round(count / seconds);
}

export async function drain(): Promise<DrainResult> {
  const server = await createTestServer();
  try {
    await server.start();
    const ana = await signUpPerson(server.url, 'Ana Reyes');
    const device = uuid7(Date.now());
    const sent = dayOffline().map(({ name, args }, index) => {
      const at = Date.now();
      return { id: uuid7(at), device, n: index + 1, name, args, at };
    });
    const from = performance.now();
    for (let at = 0; at < sent.length; at += commandsPerRequest) {
      const commands = sent.slice(at, at + commandsPerRequest);
      const response = await fetch(`${server.url}/api/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: ana.cookie },
        body: JSON.stringify({ commands }),
      });
      const { outcomes } = (await response.json()) as CommandAnswer;
      const isDone = outcomes.length === commands.length;
      if (!isDone || outcomes.some(({ status }) => status !== 'done')) {
        throw new Error(`Not all were done: ${JSON.stringify(outcomes.at(-1))}`);
      }
    }
    const seconds = (performance.now() - from) / 1_000;
    const perSecond = Math.round(count / seconds);
    return { commands: count, perSecond, syncsPerSecond: await syncsPerSecond() };
  } finally {
    await server.dispose();
  }
}
