/**
 * This device does the least that one must do with the change log: apply a page iff it continues
 * what is held, ignore what is older than what is held, let a lost track take everything of it
 * along.
 */
import type { Change, ChangesAnswer, Entities, EntityKind } from '#shared/protocol/messages.ts';

interface Held<Kind extends EntityKind> {
  readonly seq: number;
  readonly body: Entities[Kind];
}

type Rows = { readonly [Kind in EntityKind]: Map<string, Held<Kind>> };

export class ChangeLogDevice {
  readonly userId: string;
  epoch = '';
  cursor = 0;
  ordinalHead = 0;
  rows: Rows = emptyRows();

  constructor(userId: string) {
    this.userId = userId;
  }

  /** @returns false where the page does not continue what is held */
  apply(page: ChangesAnswer): boolean {
    if (page.epoch !== this.epoch) {
      this.epoch = page.epoch;
      this.rows = emptyRows();
      this.cursor = 0;
    }
    if (page.after !== this.cursor) return false;
    for (const change of page.changes) this.#change(change);
    this.cursor = page.to;
    this.ordinalHead = page.ordinalHead;
    return true;
  }

  /** Returns what is held, in a form to compare. */
  contents(): Record<EntityKind, unknown[]> {
    const sorted = (kind: EntityKind) =>
      [...this.rows[kind].values()].map(({ body }) => body).sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      track: sorted('track'),
      member: sorted('member'),
      invite: sorted('invite'),
      comment: sorted('comment'),
      notification: sorted('notification'),
      reminder: sorted('reminder'),
      ticket: sorted('ticket'),
      account: sorted('account'),
      device: sorted('device'),
      preferences: sorted('preferences'),
      file: sorted('file'),
    };
  }

  #change(change: Change): void {
    if (change.op === 'gone') {
      this.rows[change.kind].delete(change.id);
      if (change.kind === 'track') this.#forget(change.id);
      return;
    }
    switch (change.kind) {
      case 'track':
        return upsert(this.rows.track, change);
      case 'member':
        return upsert(this.rows.member, change);
      case 'invite':
        return upsert(this.rows.invite, change);
      case 'comment':
        return upsert(this.rows.comment, change);
      case 'notification':
        return upsert(this.rows.notification, change);
      case 'reminder':
        return upsert(this.rows.reminder, change);
      case 'ticket':
        return upsert(this.rows.ticket, change);
      case 'account':
        return upsert(this.rows.account, change);
      case 'device':
        return upsert(this.rows.device, change);
      case 'preferences':
        return upsert(this.rows.preferences, change);
      case 'file':
        return upsert(this.rows.file, change);
    }
  }

  #forget(trackId: string): void {
    for (const kind of ['member', 'comment', 'file'] as const) {
      for (const [id, { body }] of this.rows[kind]) {
        if (body.trackId === trackId) this.rows[kind].delete(id);
      }
    }
    for (const [id, { body }] of this.rows.invite) {
      if (body.trackId === trackId && body.inviteeId !== this.userId) this.rows.invite.delete(id);
    }
  }
}

function upsert<T>(
  rows: Map<string, { readonly seq: number; readonly body: T }>,
  { id, seq, body }: { readonly id: string; readonly seq: number; readonly body: T },
): void {
  if (seq > (rows.get(id)?.seq ?? 0)) rows.set(id, { seq, body });
}

const emptyRows = (): Rows => ({
  track: new Map(),
  member: new Map(),
  invite: new Map(),
  comment: new Map(),
  notification: new Map(),
  reminder: new Map(),
  ticket: new Map(),
  account: new Map(),
  device: new Map(),
  preferences: new Map(),
  file: new Map(),
});
