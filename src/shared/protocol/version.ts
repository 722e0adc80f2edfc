/**
 * The version of everything on the wire. It rises when an older app could misread a newer server; the
 * schema test beside messages.ts fails on any change, so that nobody changes the wire by accident.
 *
 * 1  2026-11  first
 * 2  2026-11  reminders, tickets, accounts; rows that fold; an app of 1 cannot read such a page;
 *             preferences: an app without them passes over them, and reads all again once it has them;
 *             invites that end as already-member or track-deleted: to an app without them they are over,
 *             in no words; comment.edit.v2, beside v1; answers that name what they answer, which an app
 *             without them leaves out; when a due date ends, which an app without it reckons by itself;
 *             comments at a moment, replies, and what is settled, which an app without them shows as
 *             comments like others; a refusal as too old, which an app without it tells without saying why;
 *             which commands a device has to number anew, without which an app numbers all that wait;
 *             whom somebody has blocked, which an app without it keeps and does not show
 * 3  2026-11  marks of a later time than it is are refused, and the server says what time it is; an app
 *             of 2 goes on while its clock is right, and is told to reload where it is not
 */
export const protocolVersion = 3;
/** The oldest version the server still speaks; below it a socket closes with 4426. */
export const protocolVersionOldest = 2;
/** The oldest version that stamps anew what is refused as later than it is. */
export const protocolVersionClocks = 3;
