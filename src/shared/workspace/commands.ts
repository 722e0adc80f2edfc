/**
 * The commands of the workspace: names with versions, and what each carries. The schemas are the one
 * definition of valid arguments; both programs parse with them. Old versions stay understood for a
 * year after a newer one appears.
 */
import * as v from 'valibot';
import { emailCharacters, isEmailAddress } from '#shared/base/email.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { faultIn, uuid as id } from '#shared/base/schemas.ts';
import { asLine, isStorable, isVisible } from '#shared/base/text.ts';
import { canonicalZone } from '#shared/base/zones.ts';
import { categories, priorities, repeats, stages } from './vocabulary.ts';
import {
  announcementCharacters,
  commentCharacters,
  fileNameCharacters,
  invitesPerTrack,
  nameCharacters,
  notesCharacters,
  recipientsMost,
  reminderCharacters,
  soundMsMost,
  timeZoneCharacters,
  titleCharacters,
} from './limits.ts';
import { isCalendarDay, isClockTime } from './due.ts';
import { isLinkHash, isLinkSecret } from './invite-link.ts';

/** Ids of accounts are made by the server. */
const userId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u, 'must be an id'));
const storable = v.pipe(v.string(), v.check(isStorable, 'must be text'));
const text = (most: number) =>
  v.pipe(
    storable,
    v.trim(),
    v.check(isVisible, 'must not be empty'),
    v.maxLength(most, `must have at most ${most} characters`),
  );
/** It stands in one line of a headline, and turns nothing there. */
export const oneLine = (most: number) =>
  v.pipe(
    text(most),
    v.check((typed) => !/\p{Cc}/u.test(typed), 'must be one line'),
    v.transform(asLine),
  );
/** Where nobody can see it, there is none: what it is about says enough. */
const reminderText = v.pipe(
  storable,
  v.trim(),
  v.maxLength(reminderCharacters),
  v.transform((typed) => (isVisible(typed) ? asLine(typed) : '')),
);
const title = oneLine(titleCharacters);
const stage = v.picklist(stages);
const dueOn = v.pipe(v.string(), v.check(isCalendarDay, 'must be a day like 2026-11-27'));
const time = v.pipe(v.string(), v.check(isClockTime, 'must be a time like 18:30'));
/** Kept by its one name; what a system calls by letters, such as PST8PDT, means a place all the same. */
export const timeZone = v.pipe(
  v.string(),
  v.maxLength(timeZoneCharacters),
  v.check((name) => canonicalZone(name) !== null, 'must be a time zone like Europe/Berlin'),
  v.transform((name) => canonicalZone(name) ?? name),
);
const email = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(emailCharacters),
  v.check(isEmailAddress, 'must be an e-mail address'),
);

/** Integer ms since 1970, within what a calendar of ours shows. */
const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(Date.UTC(2200, 0)));
/** An account, by its address or its id. */
const recipient = v.union([email, userId]);

/**
 * When that was asked which somebody answers: the ring of a reminder, support's last word. What asked again
 * since is not answered by it. Left out by apps from before, which answer whatever asks.
 */
const askedAt = v.optional(instant);

const soundMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(soundMsMost));
/** Where in the sound of a version; how that is called, the server knows. */
const moment = v.pipe(
  v.strictObject({ fileId: id, versionId: id, from: soundMs, to: v.nullable(soundMs) }),
  v.check(({ from, to }) => to === null || to >= from, 'must not end before it begins'),
);

const mentions = v.optional(v.pipe(v.array(userId), v.maxLength(20)));

/** A part of a person's preferences: what is left out stays as it is. */
const preferences = {
  push: v.optional(
    v.strictObject({
      categories: v.optional(
        v.strictObject(v.entriesFromList(categories, v.optional(v.boolean()))),
      ),
      quietHours: v.optional(v.nullable(v.strictObject({ from: time, to: time, timeZone }))),
      hidePreviews: v.optional(v.boolean()),
    }),
  ),
};

const command = <Name extends string, Args extends v.ObjectEntries>(name: Name, args: Args) =>
  v.strictObject({ name: v.literal(name), args: v.strictObject(args) });

export const commandSchema = v.variant('name', [
  command('track.create.v1', {
    trackId: id,
    title,
    stage: v.optional(stage),
    dueOn: v.optional(dueOn),
    timeZone: v.optional(timeZone),
  }),
  command('track.rename.v1', { trackId: id, title }),
  command('track.setStage.v1', { trackId: id, stage }),
  command('track.setDue.v1', {
    trackId: id,
    dueOn: v.nullable(dueOn),
    time: v.optional(time),
    timeZone,
  }),
  command('track.setNotes.v1', {
    trackId: id,
    notes: v.pipe(storable, v.maxLength(notesCharacters)),
  }),
  command('track.delete.v1', { trackId: id }),
  command('invite.send.v1', { inviteId: id, trackId: id, email }),
  command('invite.link.v1', {
    inviteId: id,
    trackId: id,
    secretHash: v.pipe(v.string(), v.check(isLinkHash, 'must be SHA-256 in hex')),
  }),
  command('invite.accept.v1', {
    inviteId: id,
    secret: v.optional(v.pipe(v.string(), v.check(isLinkSecret, 'must be the secret of a link'))),
  }),
  command('invite.decline.v1', { inviteId: id }),
  command('invite.revoke.v1', { inviteId: id }),
  command('member.remove.v1', {
    trackId: id,
    userId,
    // Of the invites that this person made and nobody has answered, those that the owner makes their own.
    keptInvites: v.optional(v.pipe(v.array(id), v.maxLength(invitesPerTrack))),
  }),
  command('member.leave.v1', { trackId: id }),
  command('comment.add.v1', {
    commentId: id,
    trackId: id,
    text: text(commentCharacters),
    mentions,
    moment: v.optional(moment),
    // The comment that it answers.
    replyTo: v.optional(id),
  }),
  command('comment.resolve.v1', { commentId: id }),
  command('comment.reopen.v1', { commentId: id }),
  command('comment.edit.v1', { commentId: id, text: text(commentCharacters) }),
  // Names people too, as a new comment does.
  command('comment.edit.v2', { commentId: id, text: text(commentCharacters), mentions }),
  command('comment.delete.v1', { commentId: id }),
  // Files come in by the server alone, when it holds every byte.
  command('file.rename.v1', { fileId: id, name: oneLine(fileNameCharacters) }),
  command('file.remove.v1', { fileId: id }),
  command('file.removeVersion.v1', { fileId: id, versionId: id }),
  command('reminder.set.v1', {
    reminderId: id,
    at: instant,
    text: v.optional(reminderText),
    trackId: v.optional(id),
    commentId: v.optional(id),
    notificationId: v.optional(id),
    repeat: v.optional(v.picklist(repeats)),
    timeZone: v.optional(timeZone),
    // Where it is put off.
    askedAt,
  }),
  command('reminder.cancel.v1', { reminderId: id }),
  command('reminder.done.v1', { reminderId: id, askedAt }),
  // Of one that repeats, a single one is set for later under the other id; it keeps its own times.
  command('reminder.snooze.v1', { reminderId: id, laterId: id, at: instant, askedAt }),
  command('ticket.open.v1', { ticketId: id, subject: title, text: text(commentCharacters) }),
  command('ticket.reply.v1', { ticketId: id, text: text(commentCharacters) }),
  command('ticket.answer.v1', {
    ticketId: id,
    answer: v.picklist(['resolved', 'still-open', 'not-needed']),
    askedAt,
  }),
  command('ticket.feedback.v1', { ticketId: id, text: text(commentCharacters) }),
  command('announcement.publish.v1', {
    announcementId: id,
    title,
    text: text(announcementCharacters),
    priority: v.picklist(priorities),
    to: v.optional(v.pipe(v.array(recipient), v.minLength(1), v.maxLength(recipientsMost))),
  }),
  command('preferences.set.v1', preferences),
  // By the name that the person knows them by: the server tells nobody's.
  command('person.block.v1', { userId, name: oneLine(nameCharacters) }),
  command('person.unblock.v1', { userId }),
]);

/** A command whose arguments were parsed. */
export type Command = Readonly<v.InferOutput<typeof commandSchema>>;
export type CommandName = Command['name'];
export type CommandArgs<Name extends CommandName> = Extract<Command, { name: Name }>['args'];

const names: ReadonlySet<string> = new Set(
  commandSchema.options.map((option) => option.entries.name.literal),
);
const isCommandName = (name: string): name is CommandName => names.has(name);

export interface CommandFault {
  readonly code: 'unknown-command' | 'invalid';
  /** One sentence for a developer; never holds what the person typed. */
  readonly detail: string;
}

/** From the wire to a Command: the name first, then its arguments. */
export function parseCommand(name: string, args: unknown): Result<Command, CommandFault> {
  if (!isCommandName(name)) {
    return err({ code: 'unknown-command', detail: 'No command of this name is known here.' });
  }
  const parsed = v.safeParse(commandSchema, { name, args });
  if (parsed.success) return ok(parsed.output);
  return err({ code: 'invalid', detail: faultIn(parsed.issues[0]) });
}
