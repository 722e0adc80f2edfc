/**
 * Makes the demo workspace on a new database: the people sign up, and the story is played through
 * the real commands with the clock set to when each thing happened. Then everybody reads what is
 * more than two days old, through the real marks.
 */
import * as Y from 'yjs';
import { assert } from '#shared/base/assert.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { day, type Clock } from '#shared/base/time.ts';
import { markRead } from '#shared/marks/acts.ts';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { runSetOf } from '#shared/marks/run-set.ts';
import { changesPerPageMost } from '#shared/workspace/limits.ts';
import type { Actor } from '#shared/workspace/slice.ts';
import type { WorkspaceService } from '../domain/workspace-service.ts';
import type { MarksStore } from '../storage/marks-store.ts';
import { demoPeople, type DemoPerson } from './people.ts';
import { demoScript } from './script.ts';

export interface DemoDependencies {
  readonly createAccount: (input: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }) => Promise<{ readonly userId: string }>;
  /** The service that serves everybody, with a clock of the demo's own. */
  readonly createWorkspace: (clock: Clock) => WorkspaceService;
  readonly marksStore: Pick<MarksStore, 'load' | 'append'>;
  readonly now: number;
}

const isPerson = (key: string): key is DemoPerson => Object.hasOwn(demoPeople, key);

export async function makeDemo(dependencies: DemoDependencies): Promise<void> {
  const { createAccount, createWorkspace, now } = dependencies;
  let at = now;
  const workspace = createWorkspace({ now: () => at });

  const actors = new Map<
    DemoPerson,
    { readonly actor: Actor; readonly device: string; n: number }
  >();
  for (const [key, { name, email, password, role }] of Object.entries(demoPeople)) {
    if (!isPerson(key)) continue;
    const { userId } = await createAccount({ name, email, password });
    if (role === 'support') await workspace.addSupport(email);
    const actor = { userId, name, email };
    await workspace.ensureUser(actor);
    actors.set(key, { actor, device: uuid7(now), n: 0 });
  }

  const fireUntil = async (instant: number) => {
    for (;;) {
      const { fired, nextAt } = await workspace.fireTimers();
      if (fired > 0) continue;
      if (nextAt === null || nextAt > instant) return;
      at = nextAt;
    }
  };

  for (const step of demoScript(now)) {
    // What was due by the clock happened when it was due.
    await fireUntil(step.at);
    const who = actors.get(step.who);
    assert(who, `the demo knows ${step.who}`);
    at = step.at;
    who.n += 1;
    const { name, args } = step.command;
    const sent = { id: uuid7(at), device: who.device, n: who.n, name, args, at };
    const answer = await workspace.execute(who.actor, { commands: [sent] });
    const outcome = answer.ok ? answer.value.outcomes[0] : undefined;
    assert(outcome?.status === 'done', `the demo's ${name} was ${outcome?.code ?? 'not answered'}`);
  }

  await fireUntil(now);
  at = now;
  for (const { actor } of actors.values()) await readOldOnes(dependencies, workspace, actor);
}

/** Reads what lies more than two days back. */
async function readOldOnes(
  { marksStore, now }: DemoDependencies,
  workspace: WorkspaceService,
  actor: Actor,
): Promise<void> {
  const old: number[] = [];
  let after = 0;
  for (;;) {
    const page = await workspace.changes(actor.userId, after, changesPerPageMost);
    for (const change of page.changes) {
      if (change.op !== 'upsert' || change.kind !== 'notification') continue;
      if (change.body.createdAt < now - 2 * day) old.push(change.body.ordinal);
    }
    if (!page.more) break;
    after = page.to;
  }
  const device = uuid7(now);
  const context = { id: uuid7(now), device, now: now - 2 * day, offset: 0, seen: 0 };
  const acted = markRead(emptyMarks, runSetOf(old), context);
  if (!acted) return;
  const doc = new Y.Doc();
  writeExcess(doc, device, acted.marks);
  const update = Y.encodeStateAsUpdate(doc);
  const { userId } = actor;
  const { generation } = await marksStore.load(userId);
  const clocks = Y.parseUpdateMeta(update).to;
  await marksStore.append([{ userId, generation, updates: [update], clocks }]);
}
