/** These are workspaces as random histories leave them: only what the rules let through. */
import fc from 'fast-check';
import type { Command } from '#shared/workspace/commands.ts';
import { linkHashOf } from '#shared/workspace/invite-link.ts';
import { reduce } from '#shared/workspace/reduce.ts';
import { refusalOf } from '#shared/workspace/rules.ts';
import {
  emptyWorkspace,
  type Actor,
  type Circumstances,
  type Workspace,
} from '#shared/workspace/slice.ts';
import { arbitraryActor, arbitraryCommand, people } from './workspace-arbitraries.ts';

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
    return refusalOf(workspace, command, circumstances)
      ? workspace
      : reduce(workspace, command, circumstances);
  }, emptyWorkspace);
