import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryActor,
  arbitraryCommand,
  people,
} from '../../../tests/support/workspace-arbitraries.ts';
import {
  arbitraryHistory,
  circumstancesOf,
  play as playFrom,
} from '../../../tests/support/workspace-history.ts';
import type { Command } from './commands.ts';
import { reduce } from './reduce.ts';
import { scopeOf } from './command-kinds.ts';
import { refusalOf } from './rules.ts';
import { emptyWorkspace, type Actor, type Workspace } from './slice.ts';

const at = Date.UTC(2026, 10, 24);

const play = (steps: readonly (readonly [Actor, Command])[]) => playFrom(steps, at);

/** What the server loads for a decision: one track, and what is named. */
function sliceFor(workspace: Workspace, command: Command): Workspace {
  const scope = scopeOf(command);
  const trackId =
    scope?.by === 'track' ? scope.id : scope && workspace[`${scope.by}s`].get(scope.id)?.trackId;
  const { args } = command;
  const only = <T>(map: ReadonlyMap<string, T>, keep: (value: T, id: string) => boolean) =>
    new Map([...map].filter(([id, value]) => keep(value, id)));
  return {
    tracks: only(workspace.tracks, ({ id }) => id === trackId),
    members: only(workspace.members, (member) => member.trackId === trackId),
    invites: only(
      workspace.invites,
      ({ id, ...invite }) =>
        invite.trackId === trackId || ('inviteId' in args && id === args.inviteId),
    ),
    comments: only(workspace.comments, ({ id }) => saidWith(workspace, command).has(id)),
    files: only(
      workspace.files,
      ({ id }) =>
        ('fileId' in args && id === args.fileId) ||
        ('moment' in args && id === args.moment?.fileId),
    ),
    reminders: only(
      workspace.reminders,
      ({ id }) => 'reminderId' in args && id === args.reminderId,
    ),
    tickets: only(workspace.tickets, ({ id }) => 'ticketId' in args && id === args.ticketId),
    preferences: workspace.preferences,
  };
}

/** Ids of the comment that is named, of the one it answers, and of the first of that thread. */
function saidWith({ comments }: Workspace, { args }: Command): ReadonlySet<string | undefined> {
  const answered = 'replyTo' in args && args.replyTo ? comments.get(args.replyTo) : undefined;
  return new Set(['commentId' in args ? args.commentId : '', answered?.id, answered?.replyTo]);
}

const kinds = [
  'tracks',
  'members',
  'invites',
  'comments',
  'files',
  'reminders',
  'tickets',
  'preferences',
] as const;

describe('reducing commands', () => {
  it('CM7 decides the same on the whole workspace and on the slice of one track', () => {
    fc.assert(
      fc.property(arbitraryHistory, arbitraryActor, arbitraryCommand, (steps, actor, command) => {
        const whole = play(steps);
        const slice = sliceFor(whole, command);
        const circumstances = circumstancesOf(actor, command, at + 1_000);
        const refusal = refusalOf(whole, command, circumstances);
        expect(refusalOf(slice, command, circumstances)).toBe(refusal);
        if (refusal) return;
        const [wide, narrow] = [
          reduce(whole, command, circumstances),
          reduce(slice, command, circumstances),
        ];
        for (const kind of kinds) {
          for (const [id, value] of narrow[kind]) expect(wide[kind].get(id)).toEqual(value);
          for (const id of slice[kind].keys()) {
            expect(wide[kind].has(id)).toBe(narrow[kind].has(id));
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('CM7 touches one track only, and leaves its argument alone', () => {
    fc.assert(
      fc.property(arbitraryHistory, arbitraryActor, arbitraryCommand, (steps, actor, command) => {
        const before = play(steps);
        const copy = structuredClone(before);
        const after = reduce(before, command, circumstancesOf(actor, command, at + 1_000));
        expect(before).toEqual(copy);
        const touched = new Set<string>();
        for (const kind of kinds) {
          const [was, is] = [before[kind], after[kind]];
          for (const id of new Set([...was.keys(), ...is.keys()])) {
            if (was.get(id) === is.get(id)) continue;
            const value = is.get(id) ?? was.get(id);
            if (value) touched.add(('trackId' in value ? value.trackId : null) ?? value.id);
          }
        }
        expect(touched.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('CM7 is total: on a slice that lacks what it touches, nothing changes', () => {
    fc.assert(
      fc.property(arbitraryActor, arbitraryCommand, (actor, command) => {
        const after = reduce(emptyWorkspace, command, circumstancesOf(actor, command, at));
        const makes = [
          'track.create.v1',
          'reminder.set.v1',
          'ticket.open.v1',
          'preferences.set.v1',
          'person.block.v1',
        ];
        if (!makes.includes(command.name)) expect(after).toBe(emptyWorkspace);
      }),
    );
  });

  it('CM7 setting what is set already is no change and no version', () => {
    fc.assert(
      fc.property(arbitraryHistory, arbitraryActor, arbitraryCommand, (steps, actor, command) => {
        const circumstances = circumstancesOf(actor, command, at + 1_000);
        const start = play(steps);
        if (refusalOf(start, command, circumstances)) return;
        const once = reduce(start, command, circumstances);
        for (const [id, track] of once.tracks) {
          const was = start.tracks.get(id);
          if (was) expect(track.version - was.version).toBe(track === was ? 0 : 1);
        }
        const repeatable =
          /rename|setStage|setDue|setNotes|edit|resolve|reopen|leave|member.remove|delete|block/u;
        if (!repeatable.test(command.name)) return;
        expect(reduce(once, command, { ...circumstances, at: at + 2_000 })).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('TI3 CM7 the same due date in a zone of two names is no change', () => {
    const [ana] = people;
    if (!ana) return;
    const trackId = '01931f7e-0000-7000-8000-000000000001';
    const args = { trackId, title: 'Low Tide', dueOn: '2026-11-27' } as const;
    const create: Command = {
      name: 'track.create.v1',
      args: { ...args, timeZone: 'Asia/Calcutta' },
    };
    const setDue = (timeZone: string): Command => ({
      name: 'track.setDue.v1',
      args: { trackId, dueOn: args.dueOn, timeZone },
    });
    const act = (before: Workspace, command: Command) =>
      reduce(before, command, circumstancesOf(ana, command, at));
    const created = act(emptyWorkspace, create);
    expect(created.tracks.get(trackId)?.dueEndsAt).toBe(Date.parse('2026-11-28T00:00+05:30'));
    expect(act(created, setDue('Asia/Kolkata'))).toBe(created);
    // What an older server said of its end stays, too.
    const was = { ...created.tracks.get(trackId), dueEndsAt: 1 };
    const older = { ...created, tracks: new Map(created.tracks).set(trackId, Object(was)) };
    expect(act(older, setDue('Asia/Calcutta'))).toBe(older);
    expect(act(created, setDue('Asia/Colombo')).tracks.get(trackId)?.version).toBe(2);
  });

  it('mentions members only, each once', () => {
    const [ana, ben] = people;
    if (!ana || !ben) return;
    const trackId = '01931f7e-0000-7000-8000-000000000001';
    const commentId = '01931f7e-0000-7000-8000-000000000002';
    const create: Command = { name: 'track.create.v1', args: { trackId, title: 'Low Tide' } };
    const mentions = [ana.userId, ben.userId, ana.userId];
    const add: Command = {
      name: 'comment.add.v1',
      args: { commentId, trackId, text: 'Hi', mentions },
    };
    const created = reduce(emptyWorkspace, create, circumstancesOf(ana, create, at));
    const after = reduce(created, add, circumstancesOf(ana, add, at));
    expect(after.comments.get(commentId)?.mentions).toEqual([ana.userId]);
  });
});
