/** The form of an announcement: from what is typed to a command, or to what is wrong with it. */
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Priority } from '#shared/notifications/record.ts';
import type { CommandArgs } from '#shared/tracks/commands.ts';

export interface AnnouncementDraft {
  readonly title: string;
  readonly text: string;
  readonly priority: Priority;
  /** Addresses, apart by lines, commas or spaces; empty is everybody. */
  readonly to: string;
}

export type AnnouncementFault =
  { readonly field: 'title' | 'text' } | { readonly field: 'to'; readonly address: string };

const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u;

export function announcementIn(
  draft: AnnouncementDraft,
  announcementId: string,
): Result<CommandArgs<'announcement.publish.v1'>, AnnouncementFault> {
  const [title, text] = [draft.title.trim(), draft.text.trim()];
  if (title === '') return err({ field: 'title' });
  if (text === '') return err({ field: 'text' });
  const to = draft.to.split(/[\s,;]+/u).filter((address) => address !== '');
  const wrong = to.find((address) => !emailPattern.test(address));
  if (wrong !== undefined) return err({ field: 'to', address: wrong });
  const { priority } = draft;
  return ok({ announcementId, title, text, priority, ...(to.length > 0 && { to }) });
}
