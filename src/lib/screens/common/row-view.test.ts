/** This file tests every kind as a row shows it: icon, colour, words, target, priority, actions. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FeedRow } from '#lib/ports/feed.ts';
import { rowWords } from '#lib/words/en-notification.ts';
import { day, hour, minute } from '#shared/base/time.ts';
import { kinds, priorityOf, subjectOf } from '#shared/notifications/kinds.ts';
import type {
  NotificationData,
  NotificationKind,
  NotificationRecord,
} from '#shared/notifications/record.ts';
import { parseCommand } from '#shared/workspace/commands.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import type { Invite, Reminder, Ticket } from '#shared/workspace/entities.ts';
import { deadlineAt } from '#shared/workspace/deadline.ts';
import { inviteAsRefused } from '#shared/workspace/invite-fate.ts';
import { commandOf } from '#lib/screens/feed/row-answers.ts';
import { rowView } from './row-view.ts';

const now = Date.UTC(2026, 10, 24, 14);
const here = { locale: 'en-GB', timeZone: 'Europe/Berlin' };
const due = { on: '2026-11-27', time: null, timeZone: 'Europe/Berlin' };
const passed = { ...due, on: '2026-11-22' };

/** One of each; a kind without one does not compile. */
const samples: { readonly [Kind in NotificationKind]: NotificationData[Kind] } = {
  'invite.received': { inviteId: 'i' },
  'invite.accepted': { inviteId: 'i' },
  'invite.declined': { inviteId: 'i' },
  'member.joined': { userId: 'ben', inviter: { id: 'chloe', name: 'Chloe' } },
  'member.left': { userId: 'ben' },
  'member.removed': { userId: 'me' },
  'comment.added': { commentId: 'c', excerpt: 'Louder.' },
  'comment.mentioned': { commentId: 'c', excerpt: '@Me Louder.' },
  'deadline.near': { step: 'day', due, at: now, endsAt: deadlineAt(due) },
  'deadline.passed': { due: passed, at: deadlineAt(passed), endsAt: deadlineAt(passed) },
  'stage.changed': { from: 'idea', to: 'mixing' },
  'due.changed': { from: null, to: due },
  'file.shared': { fileId: 'f', name: 'Bounce.wav', number: 2, note: '', since: now },
  'track.deleted': {},
  'reminder.due': {
    reminderId: 'r',
    text: 'Bounce',
    dueAt: now - hour,
    commentId: null,
    notificationId: null,
  },
  'announcement.published': {
    announcementId: 'a',
    title: 'Maintenance',
    text: 'Tonight.',
    priority: 'high',
  },
  'account.signed-in': { device: 'Firefox on Linux' },
  'ticket.answered': { ticketId: 'k', subject: 'Upload', excerpt: 'Try again.' },
};
const moment = {
  fileId: 'f',
  versionId: 'v',
  from: 83_900,
  to: 99_000,
  name: 'Mix.wav',
  number: 3,
};
const trackless = new Set(['announcement.published', 'account.signed-in', 'ticket.answered']);

/** These buttons can be pressed, as people read them. */
const buttons: { readonly [Kind in NotificationKind]?: readonly string[] } = {
  'invite.received': ['Accept Invite', 'Decline'],
  'reminder.due': ['Done', 'Snooze'],
  'ticket.answered': ['Resolved', 'Still open', 'No longer needed'],
};
const uuid = '01931f7e-0000-7000-8000-000000000001';

const recordOf = (kind: NotificationKind, data: object = samples[kind]): NotificationRecord =>
  ({
    id: 'n',
    ordinal: 1,
    createdAt: now - 30 * minute,
    actor:
      kind.startsWith('deadline') || kind === 'reminder.due' ? null : { id: 'ben', name: 'Ben' },
    track: trackless.has(kind) ? null : { id: 't', title: 'Midnight Drive' },
    kind,
    data,
  }) as NotificationRecord;

const invite: Invite = {
  id: 'i',
  trackId: 't',
  trackTitle: 'Midnight Drive',
  inviterId: 'ben',
  inviterName: 'Ben',
  email: 'me@example.test',
  linkHash: null,
  inviteeId: 'me',
  state: 'pending',
  createdAt: now - hour,
  expiresAt: now + day,
  answeredAt: null,
};
const reminder: Reminder = {
  id: 'r',
  ownerId: 'me',
  text: 'Bounce',
  at: null,
  dueAt: now - hour,
  firstAt: now - hour,
  repeat: null,
  timeZone: 'Europe/Berlin',
  trackId: 't',
  trackTitle: 'Midnight Drive',
  commentId: null,
  notificationId: null,
  endedAs: null,
  createdAt: 0,
  updatedAt: 0,
};
const ticket: Ticket = {
  id: 'k',
  authorId: 'me',
  authorName: 'Me',
  subject: 'Upload',
  status: 'answered',
  messages: [],
  createdAt: 0,
  updatedAt: 0,
};

const rowOf = (record: NotificationRecord, more: Partial<FeedRow> = {}): FeedRow => ({
  record,
  was: [],
  receivedAt: null,
  invite: 'inviteId' in record.data ? invite : null,
  reminder: 'reminderId' in record.data ? reminder : null,
  ticket: 'ticketId' in record.data ? ticket : null,
  answer: null,
  trackHeld: record.track !== null,
  ...more,
});
const viewOf = (record: NotificationRecord, more?: Partial<FeedRow>) =>
  rowView(rowOf(record, more), now, here);
const said = (record: NotificationRecord) => {
  const { title, message } = viewOf(record);
  return `${title.map(({ text }) => text).join('')} | ${message}`;
};
const styles = readFileSync('src/tokens.css', 'utf8');
const tile = readFileSync('src/lib/components/CategoryTile.svelte', 'utf8');

it('CM22 says that it has asked again since it was answered, while it asks', () => {
  const answer = { state: 'overtaken' as const };
  for (const kind of ['reminder.due', 'ticket.answered'] as const) {
    const asking = viewOf(recordOf(kind), { answer });
    expect(asking.message).toBe(`${viewOf(recordOf(kind)).message} · ${rowWords.overtaken}`);
    expect(asking.question).not.toBeNull();
  }
  const ended = { reminder: { ...reminder, dueAt: null, endedAs: 'done' as const }, answer };
  const done = viewOf(recordOf('reminder.due'), ended);
  expect([done.message, done.outcome].join()).not.toContain(rowWords.overtaken);
});

describe.each(Object.keys(kinds) as NotificationKind[])('%s', (kind) => {
  const record = recordOf(kind);
  const view = viewOf(record);

  it('NT5 has an icon and a colour', () => {
    expect(view.category).toBe(kinds[kind].category);
    expect(tile).toMatch(new RegExp(`${view.category}: \\w+,`, 'u'));
    expect(styles).toContain(`--${view.category}: light-dark(`);
  });

  it('NT5 says what happened, and when', () => {
    expect(view.title.map(({ text }) => text).join('')).toMatch(/\S{2}/u);
    expect(view.title.some(({ strong }) => strong)).toBe(true);
    expect(view.message).toMatch(/\S{2}/u);
    expect(`${said(record)}`).not.toMatch(/undefined|null|NaN|\[object/u);
    expect(view.time.short).toBe('30 min');
  });

  it('NT5 is as loud as the registry says', () => {
    expect(view.isHigh).toBe(priorityOf(record) === 'high');
  });

  it('NT5 leads where the registry says, or stays', () => {
    const { target } = kinds[kind];
    if (target === null) expect(view.target).toBeNull();
    else if (target === 'ticket') expect(view.target).toEqual({ page: 'ticket', id: 'k' });
    else {
      const hash = 'commentId' in record.data && record.data.commentId ? 'comment-c' : target;
      const expected = target === 'origin' ? 'reminders' : hash;
      expect(view.target).toEqual({ page: 'track', id: 't', hash: expected });
    }
    expect(view.explanation).toBeNull();
  });

  it('NT5 explains a target that is gone, and stays', () => {
    if (record.track === null) return;
    const { target, explanation, question } = viewOf(record, { trackHeld: false });
    expect(target).toBeNull();
    const isTold = question !== null || kinds[kind].target === null;
    expect(isTold || explanation === rowWords.trackGone).toBe(true);
  });

  it('NT5 asks for the actions of the registry while it awaits an answer, and for none without', () => {
    const labels = view.question?.actions.map((action) => rowWords[action]);
    expect(labels ?? []).toEqual(buttons[kind] ?? []);
    const bare = viewOf(record, { invite: null, reminder: null, ticket: null });
    expect(bare.question).toBeNull();
  });

  it('NT5 each button sends a command about what the row is about', () => {
    if (!view.question) return;
    const { id, askedAt, actions } = view.question;
    expect(id).toBe(subjectOf(record));
    for (const action of actions) {
      if (action === 'snooze') continue;
      const { name, args } = commandOf(action, { id, askedAt });
      expect(parseCommand(name, { ...args, [`${view.question.about}Id`]: uuid }).ok).toBe(true);
      expect(Object.values(args)).toContain(id);
    }
  });

  it('NT5 answered offline it shows the outcome, and that it waits', () => {
    if (kinds[kind].actions.length === 0) return;
    const { question, outcome } = viewOf(record, {
      invite: { ...invite, state: 'accepted' },
      reminder: { ...reminder, dueAt: null, endedAs: 'done' },
      ticket: { ...ticket, status: 'resolved' },
      answer: { state: 'waiting' },
    });
    expect(question).toBeNull();
    expect(outcome).toMatch(/ · Waiting to be sent$/u);
  });
});

describe('what rows say', () => {
  it('NT7 of several comments: who, how many, the last words', () => {
    const ben = { id: 'ben', name: 'Ben' };
    const chloe = { id: 'chloe', name: 'Chloe' };
    const of = (count: number, people: readonly { id: string; name: string }[]) =>
      said(recordOf('comment.added', { commentId: 'c', excerpt: 'Hi.', count, people }));
    expect(of(3, [ben])).toBe('Ben left 3 comments on Midnight Drive | Hi.');
    expect(of(2, [ben, chloe])).toBe('Ben and 1 other commented on Midnight Drive | Hi.');
    expect(of(9, [ben, chloe, { id: 'd', name: 'Dora' }])).toBe(
      'Ben and 2 others commented on Midnight Drive | Hi.',
    );
  });

  it('NT30 of a comment at a moment: when, in which version, of which file', () => {
    const at = (kind: NotificationKind, more: object = {}) =>
      recordOf(kind, { commentId: 'c', excerpt: 'Kick is late.', moment, ...more });
    expect(said(at('comment.added'))).toBe(
      'Ben commented at 1:23–1:39 on Midnight Drive v3 | Kick is late. · Mix.wav',
    );
    expect(said(at('comment.mentioned'))).toBe(
      'Ben mentioned you at 1:23–1:39 on Midnight Drive v3 | Kick is late. · Mix.wav',
    );
    expect(said(at('comment.added', { moment: { ...moment, to: null } }))).toMatch(
      /^Ben commented at 1:23 on Midnight Drive v3 /u,
    );
    expect(said(at('comment.added', { excerpt: '' }))).toMatch(
      /v3 \| The words are no longer there/u,
    );
    for (const kind of ['comment.added', 'comment.mentioned'] as const) {
      expect(viewOf(at(kind)).target).toEqual({
        page: 'track',
        id: 't',
        hash: 'comment-c',
        moment: { fileId: 'f', versionId: 'v', from: 83_900 },
      });
    }
  });

  it('NT31 a row of several says no time, and leads to that of the newest', () => {
    const people = [{ id: 'ben', name: 'Ben' }];
    const several = recordOf('comment.added', {
      commentId: 'c',
      excerpt: 'Kick is late.',
      count: 3,
      people,
      moment,
    });
    expect(said(several)).toBe('Ben left 3 comments on Midnight Drive | Kick is late.');
    expect(viewOf(several).target).toMatchObject({ hash: 'comment-c', moment: { from: 83_900 } });
  });

  it('NT9 TM2 of deadlines: how far, in whose zone, and how late it was told', () => {
    expect(said(recordOf('deadline.near'))).toBe('Midnight Drive is due Fri 27 Nov | In 3 days');
    const tokyo = { on: '2026-11-25', time: '01:00', timeZone: 'Asia/Tokyo' };
    const near = { step: 'hours', due: tokyo, at: now - 30 * minute, endsAt: deadlineAt(tokyo) };
    expect(said(recordOf('deadline.near', near))).toBe(
      'Midnight Drive is due Wed 25 Nov, 01:00 (Asia/Tokyo time) | In 2 hours',
    );
    const late = { step: 'day', due, at: now - 5 * hour, endsAt: deadlineAt(due) };
    expect(said(recordOf('deadline.near', late))).toMatch(/In 3 days · 5 hours late$/u);
    expect(said(recordOf('deadline.passed'))).toBe(
      'Midnight Drive is overdue | It was due Sun 22 Nov, 2 days ago',
    );
  });

  it('TM2 of a reminder: for when it was set, how late it was, and the track it is about', () => {
    const where = ' · Midnight Drive';
    expect(said(recordOf('reminder.due'))).toBe(`Bounce | Set for 14:00 · 30 minutes late${where}`);
    const came = (dueAt: number | null) =>
      viewOf(recordOf('reminder.due'), {
        receivedAt: now + 2 * hour,
        reminder: { ...reminder, dueAt },
      }).message;
    expect(came(now - hour)).toBe(`Set for 14:00 · 3 hours late${where}`);
    // Once answered it is not about this device any more.
    expect(came(null)).toBe(`Set for 14:00 · 30 minutes late${where}`);
    const free = { reminderId: 'r', text: '', dueAt: now - 30 * minute };
    expect(said(recordOf('reminder.due', { ...free, commentId: null, notificationId: null }))).toBe(
      'Reminder on Midnight Drive | Set for 14:30',
    );
  });

  it('shows a kind it does not know yet, and asks for a reload', () => {
    const record = recordOf('stage.changed');
    const strange = { ...record, kind: 'vinyl.pressed', data: {} } as unknown as NotificationRecord;
    const view = viewOf(strange);
    expect(view).toMatchObject({ category: 'system', isHigh: false, target: null, question: null });
    expect(view.message).toContain('Reload');
  });
});

describe('when questions ended', () => {
  const endedOf = (kind: NotificationKind, more: Partial<FeedRow>) =>
    viewOf(recordOf(kind), more).endedAt?.short ?? null;
  const at = now - hour;

  it('CM10 an invite says when it was answered, on every device', () => {
    const end = (more: Partial<Invite>, answer: FeedRow['answer'] = null) =>
      endedOf('invite.received', { invite: { ...invite, ...more }, answer });
    expect(end({ state: 'accepted', answeredAt: at })).toBe('14:00');
    expect(end({ state: 'declined', answeredAt: at - day })).toBe('yesterday 14:00');
    expect(end({ expiresAt: at })).toBe('14:00');
    // It waits, the refusal did not say, nothing has ended.
    expect(end({ state: 'accepted', answeredAt: at }, { state: 'waiting' })).toBeNull();
    expect(end({ state: 'revoked' })).toBeNull();
    expect(end({})).toBeNull();
  });

  it('CM16 NT8 so do a reminder that is over and a ticket', () => {
    const ended = { ...reminder, dueAt: null, updatedAt: at };
    expect(endedOf('reminder.due', { reminder: { ...ended, endedAs: 'done' } })).toBe('14:00');
    expect(endedOf('reminder.due', { reminder: { ...ended, at: now + hour } })).toBeNull();
    const resolved = { ...ticket, status: 'resolved' as const, updatedAt: at };
    expect(endedOf('ticket.answered', { ticket: resolved })).toBe('14:00');
  });
});

describe('how questions end', () => {
  const outcomeOf = (kind: NotificationKind, more: Partial<FeedRow>) =>
    viewOf(recordOf(kind), more).outcome;

  it('NT8 a ticket says what its author said', () => {
    const end = (status: Ticket['status']) =>
      outcomeOf('ticket.answered', { ticket: { ...ticket, status } });
    expect([end('resolved'), end('open'), end('not-needed'), end('answered')]).toEqual([
      'You said: resolved',
      'You said: still open',
      'You said: no longer needed',
      null,
    ]);
  });

  it('CM16 a reminder is done, cancelled or put off', () => {
    const end = (more: Partial<Reminder>) =>
      outcomeOf('reminder.due', { reminder: { ...reminder, dueAt: null, ...more } });
    expect(end({ endedAs: 'done' })).toBe('Done');
    expect(end({ endedAs: 'cancelled' })).toBe('Reminder cancelled');
    expect(end({ at: now + 4 * hour })).toBe('Snoozed until 19:00');
    expect(end({ at: now + day, repeat: 'daily' })).toBe('Done');
  });

  it('CM10 an invite ends as it did, whatever this device had answered', () => {
    const end = (more: Partial<Invite>) =>
      outcomeOf('invite.received', { invite: { ...invite, ...more } });
    expect(end({ state: 'accepted' })).toBe('You joined');
    expect(end({ state: 'declined' })).toBe('You declined');
    expect(end({ expiresAt: now })).toBe('Invite expired');
    expect(end({ state: 'revoked' })).toBe('Invite revoked');
    expect(end({ state: 'already-member' })).toBe('Already a member');
    expect(end({ state: 'track-deleted' })).toBe('Track deleted');
  });

  it('CM10 what the server refused an answer with is how the invite ended', () => {
    const end = (code: RefusalCode) =>
      outcomeOf('invite.received', { invite: inviteAsRefused(invite, code) });
    expect(end('invite-accepted')).toBe('You joined');
    expect(end('invite-expired')).toBe('Invite expired');
    expect(end('invite-revoked')).toBe('Invite revoked');
    expect(end('already-member')).toBe('Already a member');
    expect(end('invite-track-deleted')).toBe('Track deleted');
    expect(end('limit-reached')).toBeNull();
  });
});
