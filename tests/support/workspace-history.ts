/** These are workspaces as random histories leave them: only what the rules let through. */
import fc from 'fast-check';
import type { Command } from '#shared/workspace/commands.ts';
import { withVersion, type NewVersion } from '#shared/workspace/files.ts';
import { linkHashOf } from '#shared/workspace/invite-link.ts';
import { reduce } from '#shared/workspace/reduce.ts';
import { refusalOf } from '#shared/workspace/rules.ts';
import {
  emptyWorkspace,
  type Actor,
  type Circumstances,
  type Workspace,
} from '#shared/workspace/slice.ts';
import { arbitraryActor, arbitraryCommand, broughtTo, people } from './workspace-arbitraries.ts';

export const circumstancesOf = (actor: Actor, { args }: Command, at: number): Circumstances => ({
  actor,
  at,
  hashOf: linkHashOf,
  inviteeId:
    'email' in args ? (people.find(({ email }) => email === args.email)?.userId ?? null) : null,
});

export const arbitraryHistory = fc.array(fc.tuple(arbitraryActor, arbitraryCommand), {
  maxLength: 60,
});

export const play = (steps: readonly (readonly [Actor, Command])[], from: number): Workspace =>
  steps.reduce<Workspace>((workspace, [actor, command], index) => {
    const circumstances = circumstancesOf(actor, command, from + index);
    if (refusalOf(workspace, command, circumstances)) return workspace;
    const after = reduce(workspace, command, circumstances);
    return command.name === 'track.create.v1'
      ? withVersion(after, broughtBy(actor, command.args.trackId, from + index))
      : after;
  }, emptyWorkspace);

/** What whoever makes a track brings along. */
export const broughtBy = (actor: Actor, trackId: string, addedAt: number): NewVersion => {
  const { fileId, versionId: id } = broughtTo(trackId);
  const by = { addedById: actor.userId, addedByName: actor.name, addedAt };
  const version = { id, size: 1, sha256: 'ab'.repeat(32), note: '', ...by };
  return { fileId, trackId, name: 'Bounce.wav', version };
};
