/**
 * A slice of workspace: the entities one decision needs, keyed by id. The server loads a slice per
 * command, the device one per screen; the same rules and reducers run on both. Immutable: a reducer
 * returns a new slice and shares what did not change.
 */
import type {
  Comment,
  File,
  Invite,
  Member,
  Reminder,
  Ticket,
  Track,
  Preferences,
} from './entities.ts';

export interface Workspace {
  readonly tracks: ReadonlyMap<string, Track>;
  readonly members: ReadonlyMap<string, Member>;
  readonly invites: ReadonlyMap<string, Invite>;
  readonly comments: ReadonlyMap<string, Comment>;
  readonly files: ReadonlyMap<string, File>;
  /** Of one person. */
  readonly reminders: ReadonlyMap<string, Reminder>;
  readonly tickets: ReadonlyMap<string, Ticket>;
  /** By person; who has none has the defaults. */
  readonly preferences: ReadonlyMap<string, Preferences>;
}

export const emptyWorkspace: Workspace = {
  tracks: new Map(),
  members: new Map(),
  invites: new Map(),
  comments: new Map(),
  files: new Map(),
  reminders: new Map(),
  tickets: new Map(),
  preferences: new Map(),
};

/** Who acts. Their name is copied into what they make; their address decides which invites are theirs. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
}

/** What a decision knows beside the slice. */
export interface Circumstances {
  readonly actor: Actor;
  /** The server's clock where it decides; the device's where it only shows what waits. */
  readonly at: number;
  /** The account behind the address of `invite.send`; null where there is none or it is not known. */
  readonly inviteeId: string | null;
  /** The actor is of the support staff. */
  readonly isSupport?: boolean;
  /** Of the secret in an invite link. Where it is missing nobody has a link, as on devices, which hold none. */
  readonly hashOf?: (secret: string) => string;
}

export const memberOf = (workspace: Workspace, trackId: string, userId: string) =>
  workspace.members.get(memberId(trackId, userId));

export const membersOf = (workspace: Workspace, trackId: string): Member[] =>
  [...workspace.members.values()].filter((member) => member.trackId === trackId);

export const invitesOf = (workspace: Workspace, trackId: string): Invite[] =>
  [...workspace.invites.values()].filter((invite) => invite.trackId === trackId);

export const isInvitee = (invite: Invite, actor: Actor): boolean =>
  invite.inviteeId === null
    ? invite.linkHash === null && invite.email === actor.email
    : invite.inviteeId === actor.userId;

/**
 * A map with one owner, who gives up every earlier state of it: entries are put in place. A thousand
 * commands one after the other would otherwise copy a thousand maps.
 */
class Draft<T> extends Map<string, T> {}

/** For whoever reduces many commands and keeps only the end; `workspace` itself is not touched. */
export const draftOf = (workspace: Workspace): Workspace => ({
  tracks: new Draft(workspace.tracks),
  members: new Draft(workspace.members),
  invites: new Draft(workspace.invites),
  comments: new Draft(workspace.comments),
  files: new Draft(workspace.files),
  reminders: new Draft(workspace.reminders),
  tickets: new Draft(workspace.tickets),
  preferences: new Draft(workspace.preferences),
});

export function withEntry<T>(map: ReadonlyMap<string, T>, id: string, value: T): Map<string, T> {
  return (map instanceof Draft ? map : new Map(map)).set(id, value);
}

/** The same map where there is no such entry: no change is seen as none. */
export function withoutEntry<T>(map: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  if (!map.has(id)) return map;
  const next = map instanceof Draft ? map : new Map(map);
  next.delete(id);
  return next;
}

export const memberId = (trackId: string, userId: string): string => `${trackId}:${userId}`;

/** Unchanged where it is not there. */
export function without(workspace: Workspace, kind: 'members' | 'comments', id: string): Workspace {
  return workspace[kind].has(id)
    ? { ...workspace, [kind]: withoutEntry<unknown>(workspace[kind], id) }
    : workspace;
}
