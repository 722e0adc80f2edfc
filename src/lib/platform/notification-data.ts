/** What a notification of the system carries, so that a click on it, and whoever closes it, knows its row. */
import { numberOf, textOf } from '#shared/base/fields.ts';

export interface Shown {
  readonly account: string;
  /** Of the row. */
  readonly id: string;
  readonly epoch: string;
  /** Where its row came in the change log; null where the push did not bring it. */
  readonly seq: number | null;
  /** Where a click leads. */
  readonly path: string;
  /** What can be answered is about this; empty where there is none. */
  readonly inviteId: string;
  readonly reminderId: string;
  /** When the reminder rang; null where that was not said. */
  readonly rangAt: number | null;
}

/** @returns null for one without a row: a generic one, or of an older app */
export function parseShown(data: unknown): Shown | null {
  const [account, id] = [textOf(data, 'account'), textOf(data, 'id')];
  if (account === '' || id === '') return null;
  return {
    account,
    id,
    epoch: textOf(data, 'epoch'),
    seq: numberOf(data, 'seq'),
    path: textOf(data, 'path') || '/activity',
    inviteId: textOf(data, 'inviteId'),
    reminderId: textOf(data, 'reminderId'),
    rangAt: numberOf(data, 'rangAt'),
  };
}
