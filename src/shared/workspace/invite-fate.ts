/**
 * How an invite ends, and the refusal that says so to whoever answers too late. Read both ways: the
 * server refuses by it, and a device knows the end from its refused answer before the change arrives.
 */
import type { RefusalCode } from './refusals.ts';
import type { InviteState } from './vocabulary.ts';
import type { Invite } from './entities.ts';

export type InviteFate = Exclude<InviteState, 'pending'> | 'expired';

const refusals = {
  accepted: 'invite-accepted',
  declined: 'invite-declined',
  revoked: 'invite-revoked',
  expired: 'invite-expired',
  'already-member': 'already-member',
  'track-deleted': 'invite-track-deleted',
} as const satisfies Record<InviteFate, RefusalCode>;

/** Expiry is a matter of the clock, not of an event. */
export const inviteStateAt = (invite: Invite, now: number): InviteState | 'expired' =>
  invite.state === 'pending' && now >= invite.expiresAt ? 'expired' : invite.state;

/** @returns null while it can be answered */
export function inviteRefusalAt(invite: Invite, now: number): RefusalCode | null {
  const state = inviteStateAt(invite, now);
  return state === 'pending' ? null : refusals[state];
}

/** The invite as this refusal of an answer says it is, where it says anything of it. */
export function inviteAsRefused(invite: Invite, code: RefusalCode): Invite {
  if (invite.state !== 'pending') return invite;
  const fates = ['accepted', 'declined', 'revoked', 'already-member', 'track-deleted'] as const;
  const state = fates.find((fate) => refusals[fate] === code);
  if (state !== undefined) return { ...invite, state };
  // The server's clock has passed it, whatever the one here says.
  return code === refusals.expired ? { ...invite, expiresAt: invite.createdAt } : invite;
}
