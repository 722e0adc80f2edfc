/** The form of an announcement makes of what is typed a command, or says what is wrong with it. */
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Priority } from '#shared/workspace/vocabulary.ts';
import {
  announcementCharacters,
  recipientsMost,
  titleCharacters,
} from '#shared/workspace/limits.ts';
import type { CommandArgs } from '#shared/workspace/commands.ts';
import { isEmailAddress } from '#shared/base/email.ts';
import { lineIn, textIn, type TextFault } from '#shared/base/typed-text.ts';

export interface AnnouncementDraft {
  readonly title: string;
  readonly text: string;
  readonly priority: Priority;
  /** Addresses, apart by lines, commas or spaces; null for everybody. */
  readonly to: string | null;
}

export type AnnouncementFault =
  | ({ readonly field: 'title' | 'text' } & TextFault)
  /** An address that is none; empty where there is none at all. */
  | { readonly field: 'to'; readonly address: string }
  | { readonly field: 'to'; readonly surplus: number };

export function announcementIn(
  draft: AnnouncementDraft,
  announcementId: string,
): Result<CommandArgs<'announcement.publish.v1'>, AnnouncementFault> {
  const title = lineIn(draft.title, titleCharacters);
  if (!title.ok) return err({ field: 'title', ...title.error });
  const text = textIn(draft.text, announcementCharacters);
  if (!text.ok) return err({ field: 'text', ...text.error });
  const { priority } = draft;
  const said = { announcementId, title: title.value, text: text.value, priority };
  if (draft.to === null) return ok(said);
  const to = addressesIn(draft.to);
  const wrong = to.length === 0 ? '' : to.find((address) => !isEmailAddress(address));
  if (wrong !== undefined) return err({ field: 'to', address: wrong });
  if (to.length > recipientsMost) return err({ field: 'to', surplus: to.length - recipientsMost });
  return ok({ ...said, to });
}

/** Each once, however often it was pasted. */
const addressesIn = (typed: string): string[] => [
  ...new Set(
    typed
      .toLowerCase()
      .split(/[\s,;]+/u)
      .filter((address) => address !== ''),
  ),
];
