/**
 * This table says who may what: every route, every command and every frame of the socket, for
 * everybody there is. The tests beside it are made from it; what the server knows and the table
 * does not fails them.
 */
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import type { CommandName } from '#shared/workspace/commands.ts';

/** People around one track. The author is a collaborator who wrote the comment. */
export const signedIn = [
  'stranger',
  'invited',
  'collaborator',
  'author',
  'removed',
  'owner',
  'support',
] as const;
export type Somebody = (typeof signedIn)[number];

export type Verdict = 'done' | RefusalCode;
type Row = Readonly<Record<Somebody, Verdict>>;

const [done, gone, no] = ['done', 'not-found', 'not-allowed'] as const;
/** Makes a row; what is not said is as if it did not exist. */
const row = (verdicts: Partial<Row>): Row => ({
  stranger: gone,
  invited: gone,
  collaborator: gone,
  author: gone,
  removed: gone,
  owner: gone,
  support: gone,
  ...verdicts,
});
const members = row({ collaborator: done, author: done, owner: done });
const ownerOnly = row({ collaborator: no, author: no, owner: done });
const authorOnly = row({ collaborator: no, author: done, owner: no });

const everybody: Row = {
  stranger: done,
  invited: done,
  collaborator: done,
  author: done,
  removed: done,
  owner: done,
  support: done,
};

/** Nobody at all gets 401 for each of them. */
export const commandTable: Readonly<Record<CommandName, Row>> = {
  'track.create.v1': everybody,
  'track.rename.v1': members,
  'track.setStage.v1': members,
  'track.setDue.v1': members,
  'track.setNotes.v1': members,
  'track.delete.v1': ownerOnly,
  'invite.send.v1': members,
  'invite.link.v1': members,
  'invite.accept.v1': row({ invited: done }),
  'invite.decline.v1': row({ invited: done }),
  'invite.revoke.v1': ownerOnly,
  'member.remove.v1': ownerOnly,
  'member.leave.v1': row({ collaborator: done, author: done, owner: no }),
  'comment.add.v1': members,
  'comment.resolve.v1': members,
  'comment.reopen.v1': members,
  'comment.edit.v1': authorOnly,
  'comment.edit.v2': authorOnly,
  'comment.delete.v1': authorOnly,
  // The file is the author's.
  'file.rename.v1': members,
  'file.remove.v1': row({ collaborator: no, author: done, owner: done }),
  'file.removeVersion.v1': row({ collaborator: no, author: done, owner: done }),
  // The reminder and the ticket are the author's.
  'reminder.set.v1': members,
  'reminder.cancel.v1': row({ author: done }),
  'reminder.done.v1': row({ author: done }),
  'reminder.snooze.v1': row({ author: done }),
  'ticket.open.v1': everybody,
  'ticket.reply.v1': row({ author: done, support: no }),
  'ticket.answer.v1': row({ author: done, support: no }),
  'ticket.feedback.v1': row({ author: no, support: done }),
  'announcement.publish.v1': {
    stranger: no,
    invited: no,
    collaborator: no,
    author: no,
    removed: no,
    owner: no,
    support: done,
  },
  // Their own; a command cannot name anybody else's.
  'preferences.set.v1': everybody,
  // Of whomever: who can be blocked, and was, is nobody else's to know.
  'person.block.v1': everybody,
  'person.unblock.v1': everybody,
};

export interface RouteRow {
  /** Status without a session. */
  readonly nobody: number;
  /** The status for everybody with a session: it is about their own account. */
  readonly own: number;
  /** Status when it names somebody else's account; null where no account is named. */
  readonly other: number | null;
}

const open = (status = 200): RouteRow => ({ nobody: status, own: status, other: null });
const own: RouteRow = { nobody: 401, own: 200, other: 409 };

/** The routes by method and path as the server registers them. */
export const routeTable: Readonly<Record<string, RouteRow>> = {
  'GET /api/health': open(),
  'GET /api/openapi.json': open(),
  // Leads to the app.
  'GET /api/through': open(303),
  // Only while a demo is shown; this server shows none.
  'GET /api/demo': open(404),
  // Signing in and out: better-auth answers 200 with "null" where nobody is signed in.
  'GET /api/auth/get-session': open(),
  // Its address is taken.
  'POST /api/auth/sign-up/email': open(422),
  'POST /api/auth/sign-in/email': open(),
  'POST /api/auth/sign-out': open(),
  // With a wrong password.
  'POST /api/auth/change-password': { nobody: 401, own: 400, other: null },
  'POST /api/commands': own,
  'GET /api/changes': own,
  'POST /api/marks': own,
  'GET /api/push/key': own,
  'POST /api/push/subscriptions': { ...own, own: 204 },
  'DELETE /api/push/subscriptions': { ...own, own: 204 },
  // Nobody has subscribed the device it names.
  'POST /api/push/test': { ...own, own: 404 },
  'GET /api/sessions': own,
  'POST /api/sessions/end': own,
  'POST /api/account/name': own,
  // With a wrong password.
  'POST /api/account/delete': { nobody: 401, own: 403, other: 409 },
  // By a link that is none.
  'POST /api/account/reset': open(404),
  'ALL /api/*': open(404),
  'ALL /api': open(404),
};

/** Says what of the track each person's change log holds. */
export const visibleTable: Readonly<Record<Somebody, 'all' | 'invite' | 'nothing'>> = {
  stranger: 'nothing',
  invited: 'invite',
  collaborator: 'all',
  author: 'all',
  // Their invite, answered: their feed shows how it ended.
  removed: 'invite',
  owner: 'all',
  support: 'nothing',
};

/** Says what a frame from a client does; a document is always the session's own, by any URL. */
export const frameTable: Readonly<Record<string, 'own document' | 'ignored'>> = {
  sync: 'own document',
  awareness: 'ignored',
  auth: 'ignored',
  queryAwareness: 'ignored',
  hello: 'ignored',
  durable: 'ignored',
  nudge: 'ignored',
  heartbeat: 'ignored',
  error: 'ignored',
};
