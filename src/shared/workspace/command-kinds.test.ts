import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, test } from 'vitest';
import { arbitraryCommand } from '../../../tests/support/workspace-arbitraries.ts';
import {
  idIn,
  idMadeBy,
  idsIn,
  isAbout,
  kindOf,
  scopeOf,
  things,
  typedIn,
} from './command-kinds.ts';
import { commandSchema, type Command, type CommandName } from './commands.ts';

const commands = commandSchema.options.map(({ entries }) => ({
  name: entries.name.literal,
  args: new Map<string, v.GenericSchema>(Object.entries(entries.args.entries)),
}));
const namesWhere = (holds: (kind: ReturnType<typeof kindOf>) => boolean): readonly CommandName[] =>
  commands.flatMap(({ name }) => (holds(kindOf({ name })) ? [name] : []));

describe.each(commands)('$name', ({ name, args }) => {
  const kind = kindOf({ name });

  it('has what its entry names', () => {
    const named = [kind.about, kind.scope].flatMap((thing) => (thing ? [`${thing}Id`] : []));
    expect([...args.keys()]).toEqual(expect.arrayContaining([...named, ...kind.typed]));
  });

  it('names a thing by the argument called after it', () => {
    const uuid = '01931f7e-8f5a-7c3d-9a2b-4d5e6f708192';
    const isId = (schema: v.GenericSchema) => v.is(schema, uuid) && !v.is(schema, 'user-1');
    const ids = [...args].filter(([, schema]) => isId(schema)).map(([argument]) => argument);
    // Notifications and versions are made by no command, what is put off stays what it was about, and
    // what is answered may be gone.
    const others = ['notificationId', 'versionId', 'laterId', 'replyTo'];
    expect([...things.map((thing) => `${thing}Id`), ...others]).toEqual(
      expect.arrayContaining(ids),
    );
  });

  it('answers what it is about, and makes what has an id', () => {
    expect([null, kind.about]).toContain(kind.answers);
    expect(kind.makes && kind.about === null).toBe(false);
  });

  it('is decided in a track where it is everybody’s on it', () => {
    if (kind.whose === 'track') expect(kind.scope).not.toBeNull();
  });
});

test('each thing is made by the commands that say so', () => {
  expect(namesWhere(({ makes }) => makes)).toEqual([
    'track.create.v1',
    'invite.send.v1',
    'invite.link.v1',
    'comment.add.v1',
    'reminder.set.v1',
    'ticket.open.v1',
    'announcement.publish.v1',
  ]);
});

test('a row of the feed is answered by these commands', () => {
  expect(namesWhere(({ answers }) => answers !== null)).toEqual([
    'invite.accept.v1',
    'invite.decline.v1',
    'reminder.set.v1',
    'reminder.cancel.v1',
    'reminder.done.v1',
    'reminder.snooze.v1',
    'ticket.reply.v1',
    'ticket.answer.v1',
  ]);
});

test('what it names is found in any command', () => {
  fc.assert(
    fc.property(arbitraryCommand, (command) => {
      const ids: readonly (string | undefined)[] = Object.values(idsIn(command));
      const { about, makes } = kindOf(command);
      if (about !== null) expect(ids).toContain(idIn(command, about));
      if (about !== null) expect(isAbout(command, about)).toBe(true);
      expect(idMadeBy(command)).toBe(makes && about ? idIn(command, about) : undefined);
      const scope = scopeOf(command);
      if (scope !== null) expect(ids).toContain(scope.id);
    }),
  );
});

test('a reminder without a track is decided in none', () => {
  const args = { reminderId: 'r', at: 0, commentId: 'c' };
  const command: Command = { name: 'reminder.set.v1', args };
  expect(scopeOf(command)).toBeNull();
  expect(idsIn(command)).toEqual({ reminderId: 'r', commentId: 'c' });
});

test('a command of a newer version is about nothing', () => {
  const kind = kindOf({ name: 'track.setTempo.v9' });
  expect(kind).toMatchObject({ about: null, answers: null, makes: false });
});

test.each<readonly [Command, string | null]>([
  [{ name: 'track.create.v1', args: { trackId: 't', title: 'Low Tide' } }, 'Low Tide'],
  [{ name: 'track.rename.v1', args: { trackId: 't', title: 'High Tide' } }, 'High Tide'],
  [
    { name: 'invite.send.v1', args: { inviteId: 'i', trackId: 't', email: 'ben@studio.example' } },
    'ben@studio.example',
  ],
  [{ name: 'comment.add.v1', args: { commentId: 'c', trackId: 't', text: 'Louder.' } }, 'Louder.'],
  [{ name: 'comment.edit.v2', args: { commentId: 'c', text: 'Softer.' } }, 'Softer.'],
  [{ name: 'track.setNotes.v1', args: { trackId: 't', notes: '112 bpm' } }, '112 bpm'],
  [{ name: 'track.setNotes.v1', args: { trackId: 't', notes: '' } }, ''],
  [{ name: 'reminder.set.v1', args: { reminderId: 'r', at: 0 } }, null],
  [
    { name: 'ticket.open.v1', args: { ticketId: 'k', subject: 'Stems', text: 'Twice.' } },
    'Stems\n\nTwice.',
  ],
  [{ name: 'track.setStage.v1', args: { trackId: 't', stage: 'mixing' } }, null],
])('CM13 what was typed can be copied: %j', (command, text) => {
  expect(typedIn(command)).toBe(text);
});
