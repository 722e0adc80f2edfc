/**
 * The registry of commands: it says of each what it is about, what it makes, what it answers, whose it
 * is and what was typed in it. Whoever needs to know asks the entry, never the command's name or its
 * arguments; only what it does (reduce.ts), to whom it is allowed (rules.ts) and how it is called in
 * words know it by name. A command without an entry does not compile. No schema is imported, so that
 * the first screen can read this.
 */
import type { Command, CommandArgs, CommandName } from './commands.ts';
import type { Track } from './entities.ts';

/** What a command can name. It does so by the argument `<thing>Id`, in every command. */
export const things = [
  'track',
  'invite',
  'comment',
  'file',
  'reminder',
  'ticket',
  'announcement',
] as const;
export type Thing = (typeof things)[number];
type IdOf<Named extends Thing> = `${Named}Id`;

/** The things that these arguments name. */
type NamedIn<Args> = { [Named in Thing]: IdOf<Named> extends keyof Args ? Named : never }[Thing];

/** Fields of the track beside its id, and nothing else? Then its command may set them. */
type MaySet<Args> = Exclude<keyof Args, 'trackId'> extends keyof Track ? boolean : false;

interface CommandKind<Named extends Thing = Thing, Argument = string, Sets = boolean> {
  /** What it makes or changes; null where that has no id. */
  readonly about: Named | null;
  /** It sets fields of its track, which any member may: all its arguments but `trackId` are those. */
  readonly sets: Sets;
  /** It makes what it is about: before it, there is nothing of that id. */
  readonly makes: boolean;
  /** Which of the things it names leads to the track it is decided in; null where none does. */
  readonly scope: Extract<Named, Scope['by']> | null;
  /** What waits in somebody's feed and is answered by it. */
  readonly answers: Extract<Named, 'invite' | 'reminder' | 'ticket'> | null;
  /** Everybody's on the track, the acting person's alone, or theirs and support's. */
  readonly whose: 'track' | 'person' | 'support';
  /** The arguments with the person's own words, which must not be lost when it is refused. */
  readonly typed: readonly Argument[];
}

const plain = {
  about: null,
  sets: false,
  makes: false,
  scope: null,
  answers: null,
  typed: [],
} as const;
const ofTrack = { ...plain, about: 'track', scope: 'track', whose: 'track' } as const;
const ofField = { ...ofTrack, sets: true } as const;
const ofInvite = { ...plain, about: 'invite', scope: 'invite', whose: 'track' } as const;
const ofComment = { ...plain, about: 'comment', scope: 'comment', whose: 'track' } as const;
const ofFile = { ...plain, about: 'file', scope: 'file', whose: 'track' } as const;
const ofReminder = { ...plain, about: 'reminder', whose: 'person', answers: 'reminder' } as const;
const ofPerson = { ...plain, whose: 'person' } as const;
const ofTicket = { ...plain, about: 'ticket', whose: 'support' } as const;

const commandKinds = {
  'track.create.v1': { ...ofTrack, makes: true, typed: ['title'] },
  'track.rename.v1': { ...ofField, typed: ['title'] },
  'track.setStage.v1': ofField,
  'track.setDue.v1': ofTrack,
  'track.setNotes.v1': { ...ofField, typed: ['notes'] },
  'track.delete.v1': ofTrack,
  'invite.send.v1': { ...ofInvite, makes: true, scope: 'track', typed: ['email'] },
  'invite.link.v1': { ...ofInvite, makes: true, scope: 'track' },
  'invite.accept.v1': { ...ofInvite, answers: 'invite' },
  'invite.decline.v1': { ...ofInvite, answers: 'invite' },
  'invite.revoke.v1': ofInvite,
  'member.remove.v1': ofTrack,
  'member.leave.v1': ofTrack,
  'comment.add.v1': { ...ofComment, makes: true, scope: 'track', typed: ['text'] },
  'comment.resolve.v1': ofComment,
  'comment.reopen.v1': ofComment,
  'comment.edit.v1': { ...ofComment, typed: ['text'] },
  'comment.edit.v2': { ...ofComment, typed: ['text'] },
  'comment.delete.v1': ofComment,
  'file.rename.v1': { ...ofFile, typed: ['name'] },
  'file.remove.v1': ofFile,
  'file.removeVersion.v1': ofFile,
  // The same command moves a reminder; no other makes one.
  'reminder.set.v1': { ...ofReminder, makes: true, scope: 'track', typed: ['text'] },
  'reminder.cancel.v1': ofReminder,
  'reminder.done.v1': ofReminder,
  'reminder.snooze.v1': ofReminder,
  'ticket.open.v1': { ...ofTicket, makes: true, typed: ['subject', 'text'] },
  'ticket.reply.v1': { ...ofTicket, answers: 'ticket', typed: ['text'] },
  'ticket.answer.v1': { ...ofTicket, answers: 'ticket' },
  'ticket.feedback.v1': { ...ofTicket, typed: ['text'] },
  'announcement.publish.v1': {
    ...plain,
    about: 'announcement',
    makes: true,
    whose: 'support',
    typed: ['title', 'text'],
  },
  'preferences.set.v1': ofPerson,
  'person.block.v1': ofPerson,
  'person.unblock.v1': ofPerson,
} as const satisfies {
  readonly [Name in CommandName]: CommandKind<
    NamedIn<CommandArgs<Name>>,
    keyof CommandArgs<Name> & string,
    MaySet<CommandArgs<Name>>
  >;
};

/** A newer version of the app, open beside this one, may have left what is not known here. */
const unknown: CommandKind = { ...plain, whose: 'track' };

const isKnown = (name: string): name is CommandName => Object.hasOwn(commandKinds, name);

export const kindOf = ({ name }: { readonly name: string }): CommandKind =>
  isKnown(name) ? commandKinds[name] : unknown;

/** Beside a name not known yet, `ArgsByName[Name]` says that these are its arguments. */
export type ArgsByName = { readonly [Name in CommandName]: CommandArgs<Name> };

/** The commands whose entry is such a one. */
type CommandOf<Kind> = {
  [Each in Command as Each['name']]: (typeof commandKinds)[Each['name']] extends Kind
    ? Each
    : never;
}[CommandName];
export type CommandAbout<About extends Thing> = CommandOf<{ readonly about: About }>;

export const isAbout = <About extends Thing>(
  command: Command,
  about: About,
): command is CommandAbout<About> => kindOf(command).about === about;

export const isSetting = (command: Command): command is CommandOf<{ readonly sets: true }> =>
  kindOf(command).sets;

/** @returns the id of the thing of this kind that the command names */
export function idIn({ args }: Command, thing: Thing): string | undefined {
  const id: unknown = Reflect.get(args, `${thing}Id`);
  return typeof id === 'string' ? id : undefined;
}

export type NamedIds = { readonly [Named in Thing as IdOf<Named>]?: string };

/** The ids of all the things that the command names. */
export const idsIn = (command: Command): NamedIds =>
  Object.fromEntries(
    things.flatMap((thing) => {
      const id = idIn(command, thing);
      return id === undefined ? [] : [[`${thing}Id`, id]];
    }),
  );

/** @returns the id of what the command makes */
export function idMadeBy(command: Command): string | undefined {
  const { about, makes } = kindOf(command);
  return makes && about !== null ? idIn(command, about) : undefined;
}

/** @returns the id of what waits in somebody's feed and is answered by the command */
export function answeredBy(command: Command): string | undefined {
  const { answers } = kindOf(command);
  return answers === null ? undefined : idIn(command, answers);
}

/** Which track a decision is about, found by one of these ids. */
export interface Scope {
  readonly by: 'track' | 'invite' | 'comment' | 'file';
  readonly id: string;
}

/** @returns null where the command is about no track */
export function scopeOf(command: Command): Scope | null {
  const by = kindOf(command).scope;
  const id = by === null ? undefined : idIn(command, by);
  return by === null || id === undefined ? null : { by, id };
}

/** @returns what the person typed, null where there was nothing to type */
export function typedIn(command: Command): string | null {
  const typed = kindOf(command).typed.flatMap((argument) => {
    const text: unknown = Reflect.get(command.args, argument);
    return typeof text === 'string' ? [text] : [];
  });
  return typed.length > 0 ? typed.join('\n\n') : null;
}
