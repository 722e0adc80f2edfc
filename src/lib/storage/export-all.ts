/**
 * Everything of one account on this device, as one JSON file: what the server said, what was read and
 * dismissed, what was typed and what waits to be sent. It says itself what it lacks. Written in parts, as
 * all of it in one text may be too much.
 */
import type { Account } from '#lib/ports/account.ts';
import { hiddenOrdinals } from '#shared/marks/lane.ts';
import { runSetHas } from '#shared/marks/run-set.ts';
import { stampToInstant } from '#shared/marks/stamp.ts';
import type { ActsDatabase } from './acts-database.ts';
import type { FeedDatabase } from './feed-database.ts';
import { readLanes } from './read-lanes.ts';

/** What is of the account and not in the file. */
const lacks = [
  'What only another device holds or has typed.',
  'What this device has not fetched, or had no room for.',
  'Bytes of files.',
  'Sessions, password and push addresses: the server has them.',
] as const;

export interface ExportDependencies {
  readonly account: Account;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly now: () => number;
}

export async function exportAll({ account, feed, acts, now }: ExportDependencies): Promise<Blob> {
  const { read, dismissed } = await readLanes(acts.lanes);
  const [hiddenRead, hiddenDismissed] = [hiddenOrdinals(read), hiddenOrdinals(dismissed)];
  const bodies = async (rows: Promise<readonly { readonly body: unknown }[]>) =>
    (await rows).map(({ body }) => body);
  const notifications = (await feed.notifications.toArray()).map(({ ordinal, body }) => ({
    ...body,
    isRead: runSetHas(hiddenRead, ordinal),
    isDismissed: runSetHas(hiddenDismissed, ordinal),
  }));
  const outbox = (await acts.outbox.orderBy('order').toArray()).map(
    ({ id, command, at, state, code }) => ({ id, ...command, at, state, code }),
  );
  const acted = (await acts.records.toArray()).map(({ id, kind, device, stamp, changed }) => ({
    id,
    kind,
    device,
    at: stampToInstant(stamp),
    ordinals: changed,
  }));
  const facts = await feed.account.get(account.userId);
  return jsonFile({
    exportedAt: new Date(now()).toISOString(),
    lacks,
    account: { ...account, role: facts?.body.role ?? 'producer' },
    tracks: await bodies(feed.tracks.toArray()),
    members: await bodies(feed.members.toArray()),
    invites: await bodies(feed.invites.toArray()),
    comments: await bodies(feed.comments.toArray()),
    files: await bodies(feed.files.toArray()),
    reminders: await bodies(feed.reminders.toArray()),
    tickets: await bodies(feed.tickets.toArray()),
    devices: await bodies(feed.devices.toArray()),
    preferences: await bodies(feed.preferences.toArray()),
    notifications,
    outbox,
    drafts: await acts.drafts.toArray(),
    acts: acted,
  });
}

/** A list goes in one entry a line: a person can read it, and no text holds all of them. */
function jsonFile(parts: Readonly<Record<string, unknown>>): Blob {
  const texts: string[] = [];
  for (const [name, value] of Object.entries(parts)) {
    texts.push(texts.length === 0 ? '{\n' : ',\n', `${JSON.stringify(name)}: `);
    if (Array.isArray(value)) {
      value.forEach((entry, index) => {
        texts.push(index === 0 ? '[\n' : ',\n', JSON.stringify(entry));
      });
      texts.push(value.length === 0 ? '[]' : '\n]');
    } else texts.push(JSON.stringify(value));
  }
  return new Blob([...texts, '\n}\n'], { type: 'application/json' });
}
