/**
 * Makes the demo workspace on a new database: the people sign up, and the story is played through
 * the real commands, the real arrivals of files and the real marks, with the clock set to when each
 * thing happened. Then everybody reads what is more than two days old.
 */
import * as Y from 'yjs';
import { assert } from '#shared/base/assert.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { day, type Clock } from '#shared/base/time.ts';
import { markRead } from '#shared/marks/acts.ts';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { runSetOf } from '#shared/marks/run-set.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { changesPerPageMost } from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Actor } from '#shared/workspace/slice.ts';
import type { WorkspaceService } from '../domain/workspace-service.ts';
import type { Files } from '../files/create-files.ts';
import type { MarksStore } from '../storage/marks-store.ts';
import { demoPeople, type DemoPerson } from './people.ts';
import { demoScript } from './script.ts';
import { shareSound } from './share-sound.ts';
import { demoSounds } from './sounds.ts';

export interface DemoDependencies {
  readonly createAccount: (input: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }) => Promise<{ readonly userId: string }>;
  /** The service that serves everybody, with a clock of the demo's own. */
  readonly createWorkspace: (clock: Clock) => WorkspaceService;
  /** What takes files in for that service. */
  readonly createFiles: (workspace: WorkspaceService) => Files;
  readonly marksStore: Pick<MarksStore, 'load' | 'append'>;
  readonly now: number;
}

const isPerson = (key: string): key is DemoPerson => Object.hasOwn(demoPeople, key);

interface Somebody {
  readonly actor: Actor;
  readonly device: string;
  /** How many commands they have sent. */
  n: number;
}

export async function makeDemo(dependencies: DemoDependencies): Promise<void> {
  const { createWorkspace, createFiles, now } = dependencies;
  let at = now;
  const workspace = createWorkspace({ now: () => at });
  const people = await signUpAll(dependencies, workspace);

  const fireUntil = async (instant: number) => {
    for (;;) {
      const { fired, nextAt } = await workspace.fireTimers();
      if (fired > 0) continue;
      if (nextAt === null || nextAt > instant) return;
      at = nextAt;
    }
  };

  const files = createFiles(workspace);
  try {
    const sounds = demoSounds();
    const shared: { readonly sha256: string; readonly userId: string }[] = [];
    for (const step of demoScript(now)) {
      // What was due by the clock happened when it was due.
      await fireUntil(step.at);
      const who = people.get(step.who);
      assert(who, `the demo knows ${step.who}`);
      at = step.at;
      const { deed } = step;
      if (deed.kind === 'command') await send(workspace, who, deed.command, at);
      else if (deed.kind === 'share') {
        const { sound, ...version } = deed.version;
        const said = { ...version, userId: who.actor.userId };
        const sha256 = await shareSound(files, said, sounds[sound], at);
        shared.push({ sha256, userId: said.userId });
      } else {
        const isOfTrack = ({ track }: NotificationRecord) => track?.id === deed.trackId;
        await readRows(dependencies, workspace, who.actor, at, isOfTrack);
      }
    }
    await fireUntil(now);
    at = now;
    const isOld = ({ createdAt }: NotificationRecord) => createdAt < now - 2 * day;
    for (const { actor } of people.values()) {
      await readRows(dependencies, workspace, actor, now - 2 * day, isOld);
    }
    // Whoever plays one finds its waveform made.
    const staying = new AbortController().signal;
    await Promise.all(
      shared.map(({ sha256, userId }) => files.waveforms.get(sha256, userId, staying)),
    );
  } finally {
    await files.close();
  }
}

async function signUpAll(
  { createAccount, now }: DemoDependencies,
  workspace: WorkspaceService,
): Promise<ReadonlyMap<DemoPerson, Somebody>> {
  const people = new Map<DemoPerson, Somebody>();
  for (const [key, { name, email, password, role }] of Object.entries(demoPeople)) {
    if (!isPerson(key)) continue;
    const { userId } = await createAccount({ name, email, password });
    if (role === 'support') await workspace.addSupport(email);
    const actor = { userId, name, email };
    await workspace.ensureUser(actor);
    people.set(key, { actor, device: uuid7(now), n: 0 });
  }
  return people;
}

async function send(
  workspace: WorkspaceService,
  who: Somebody,
  { name, args }: Command,
  at: number,
): Promise<void> {
  who.n += 1;
  const sent = { id: uuid7(at), device: who.device, n: who.n, name, args, at };
  const answer = await workspace.execute(who.actor, { commands: [sent] });
  const outcome = answer.ok ? answer.value.outcomes[0] : undefined;
  assert(outcome?.status === 'done', `the demo's ${name} was ${outcome?.code ?? 'not answered'}`);
}

/** @param at when they are read */
async function readRows(
  { marksStore }: DemoDependencies,
  workspace: WorkspaceService,
  { userId }: Actor,
  at: number,
  isRead: (row: NotificationRecord) => boolean,
): Promise<void> {
  const ordinals: number[] = [];
  let after = 0;
  for (;;) {
    const page = await workspace.changes(userId, after, changesPerPageMost);
    for (const change of page.changes) {
      if (change.op !== 'upsert' || change.kind !== 'notification') continue;
      if (isRead(change.body)) ordinals.push(change.body.ordinal);
    }
    if (!page.more) break;
    after = page.to;
  }
  const device = uuid7(at);
  const context = { id: uuid7(at), device, now: at, offset: 0, seen: 0 };
  const acted = markRead(emptyMarks, runSetOf(ordinals), context);
  if (!acted) return;
  const doc = new Y.Doc();
  writeExcess(doc, device, acted.marks);
  const update = Y.encodeStateAsUpdate(doc);
  const { generation } = await marksStore.load(userId);
  const clocks = Y.parseUpdateMeta(update).to;
  await marksStore.append([{ userId, generation, updates: [update], clocks }]);
}
