/**
 * This file puts a command under every fault its database can have: whichever statement fails, the
 * commit included, nothing of it is left, and sent again it takes effect once.
 */
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { SentCommand } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Actor } from '#shared/workspace/slice.ts';
import { createNews } from '../../sync-server/domain/news.ts';
import { createWorkspaceService } from '../../sync-server/domain/create-workspace-service.ts';
import type { WorkspaceService } from '../../sync-server/domain/workspace-service.ts';
import { migrate } from '../../sync-server/storage/migrations/migrate.ts';
import { createWorkspaceStore } from '../../sync-server/storage/sql/workspace-store-sql.ts';
import {
  InjectedFault,
  openFaultyDatabase,
  type FaultyDatabase,
} from '../support/faulty-database.ts';
import { people } from '../support/workspace-arbitraries.ts';
import { start } from '../support/workspace.ts';

const trackId = uuid7(start);
const inviteId = uuid7(start);
const commentId = uuid7(start);
const secondInviteId = uuid7(start);
const device = uuid7(start);

let database: FaultyDatabase;
let service: WorkspaceService;
let reported: unknown[];
let heard: string[];
let n = 0;

const person = (index: number): Actor => {
  const actor = people[index];
  if (!actor) throw new Error('no such person');
  return actor;
};
const sent = ({ name, args }: Command): SentCommand => {
  n += 1;
  return { id: uuid7(start), device, n, name, args, at: start };
};
const execute = (actor: Actor, ...commands: readonly SentCommand[]) =>
  service.execute(actor, { commands });

beforeEach(async () => {
  database = openFaultyDatabase();
  reported = [];
  heard = [];
  await sql`create table user (id text primary key, name text, email text)`.execute(database.db);
  await migrate(database.db);
  const news = createNews();
  service = createWorkspaceService({
    store: createWorkspaceStore(database.db),
    clock: { now: () => start },
    news,
    report: (error) => reported.push(error),
  });
  for (const { userId, name, email } of people) {
    await database.db.insertInto('user').values({ id: userId, name, email }).execute();
    news.subscribe(userId, () => heard.push(userId));
  }
  const setUp: readonly Command[] = [
    { name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } },
    { name: 'comment.add.v1', args: { commentId, trackId, text: 'First.' } },
    { name: 'invite.send.v1', args: { inviteId, trackId, email: person(1).email } },
    { name: 'invite.send.v1', args: { inviteId: secondInviteId, trackId, email: person(2).email } },
  ];
  await execute(person(0), ...setUp.map(sent));
  await execute(person(1), sent({ name: 'invite.accept.v1', args: { inviteId } }));
  await execute(
    person(1),
    sent({ name: 'comment.add.v1', args: { commentId: uuid7(start), trackId, text: 'Second.' } }),
  );
  heard = [];
});
afterEach(() => {
  database.close();
});

describe('faults inside a command', () => {
  const accept: Command = { name: 'invite.accept.v1', args: { inviteId: secondInviteId } };
  const remove: Command = {
    name: 'member.remove.v1',
    args: { trackId, userId: person(1).userId },
  };
  const cases: readonly [string, Actor, Command][] = [
    ['accepting an invite', person(2), accept],
    ['losing a track', person(0), remove],
    ['deleting a track', person(0), { name: 'track.delete.v1', args: { trackId } }],
    ['a refusal', person(2), { name: 'member.leave.v1', args: { trackId } }],
  ];

  it.each(cases)('CM3 %s: each statement in turn, then the commit', async (_, actor, command) => {
    const before = database.dump();
    const waiting = sent(command);
    let faults = 0;
    for (;;) {
      database.failAt(faults);
      try {
        await execute(actor, waiting);
        break;
      } catch (error) {
        expect(error).toBeInstanceOf(InjectedFault);
      }
      expect(database.dump()).toEqual(before);
      expect(heard).toEqual([]);
      faults += 1;
    }
    expect(database.statements.at(-1)).toBe('commit');
    expect(faults).toBe(database.statements.length);
    expect(faults).toBeGreaterThan(8);

    database.failAt(-1);
    const after = database.dump();
    expect(after).not.toEqual(before);
    const once = await execute(actor, waiting);
    expect(once.ok && once.value.outcomes).toHaveLength(1);
    expect(database.dump()).toEqual(after);
  });

  it('CM1 CM3 when only the answer is lost, asking again gives it', async () => {
    const waiting = sent(accept);
    database.failAfterCommit();
    await expect(execute(person(2), waiting)).rejects.toBeInstanceOf(InjectedFault);
    const after = database.dump();
    const again = await execute(person(2), waiting);
    expect(again.ok && again.value.outcomes[0]).toMatchObject({ status: 'done' });
    expect(database.dump()).toEqual(after);
  });

  it('CM3 answers what was decided before the fault, and tells of it', async () => {
    const [first, second, third] = (['idea', 'mixing', 'mastering'] as const).map((stage) =>
      sent({ name: 'track.setStage.v1', args: { trackId, stage } }),
    );
    if (!first || !second || !third) return;
    await execute(person(0), first);
    database.failAt(-1);
    await execute(person(0), first);
    const repeating = database.statements.length;
    heard = [];

    database.failAt(repeating + 5);
    const answer = await execute(person(0), first, second, third);
    expect(answer.ok && answer.value.outcomes.map(({ id }) => id)).toEqual([first.id]);
    expect(reported).toEqual([expect.any(InjectedFault)]);
    expect(heard).toEqual([]);

    database.failAt(-1);
    const rest = await execute(person(0), first, second, third);
    expect(rest.ok && rest.value.outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 3 }, () => 'done'),
    );
    expect(heard).toEqual([0, 1, 0, 1].map((index) => person(index).userId));
  });
});
