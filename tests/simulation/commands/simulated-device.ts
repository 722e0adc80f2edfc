/**
 * This is one device of the simulation: what it has on disk (outbox, rows from the server,
 * counters), what its person does on it, and the real sender over a line that the schedule breaks.
 * Rules can be broken on purpose, so that the simulation proves it would notice.
 */
import type { OutboxRow } from '#lib/storage/acts-database.ts';
import { startPosition } from '#lib/storage/feed-database.ts';
import { overlay } from '#lib/storage/overlay.ts';
import type { ApiFault } from '#lib/sync/api.ts';
import { createMeter } from '#lib/sync/pace.ts';
import { send } from '#lib/sync/send.ts';
import { err, type Result } from '#shared/base/result.ts';
import type {
  ChangesAnswer,
  CommandAnswer,
  EntityKind,
  SentCommand,
} from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Actor, Workspace } from '#shared/workspace/slice.ts';
import type { BrokenCommandRule } from './broken.ts';
import { ChangeLogDevice } from '../../support/change-log-device.ts';
import { createMemoryOutbox, type MemoryOutbox, type OutboxCopy } from './memory-outbox.ts';

export interface Line {
  commands(sent: readonly SentCommand[]): Promise<Result<CommandAnswer, ApiFault>>;
}

export interface Asked {
  readonly epoch: string;
  readonly cursor: number;
}

/** An act is one thing its person did here, and what this device has been told of it. */
export interface Act {
  readonly id: string;
  readonly command: Command;
}

/** What a person can be told of a command: what it came to, or that nobody can tell any more. */
export type Fate = 'done' | 'refused' | 'too-old';

/** What a refused row says; null where nothing is known yet. */
export function fateOf({ state, code }: OutboxRow): Fate | null {
  if (state !== 'refused') return null;
  return code === 'too-old' ? 'too-old' : 'refused';
}

export class SimulatedDevice {
  readonly actor: Actor;
  name: string;
  readonly #broken: BrokenCommandRule | null;
  readonly #makeId: () => string;
  outbox: MemoryOutbox;
  feed: ChangeLogDevice;
  /** Everything acted here, in order; what was wiped with the storage is struck. */
  acts: Act[] = [];
  /** The outcome a person was told of acts whose rows have left or been refused. */
  readonly fates = new Map<string, Fate>();
  clockSkew = 0;
  backup: { readonly outbox: OutboxCopy; readonly acts: ReadonlySet<string> } | null = null;
  #renumberings = 0;

  constructor(actor: Actor, makeId: () => string, broken: BrokenCommandRule | null) {
    this.actor = actor;
    this.#makeId = makeId;
    this.#broken = broken;
    this.name = makeId();
    this.outbox = createMemoryOutbox(this.name);
    this.feed = new ChangeLogDevice(actor.userId);
  }

  /** The rows from the server as the device holds them. */
  base(): Workspace {
    const bodies = <Kind extends EntityKind>(kind: Kind) =>
      new Map([...this.feed.rows[kind]].map(([id, { body }]) => [id, body]));
    return {
      tracks: bodies('track'),
      members: bodies('member'),
      invites: bodies('invite'),
      comments: bodies('comment'),
      files: bodies('file'),
      reminders: bodies('reminder'),
      tickets: bodies('ticket'),
      preferences: bodies('preferences'),
    };
  }

  position() {
    return { ...startPosition, epoch: this.feed.epoch, cursor: this.feed.cursor };
  }

  /** Returns what is on screen. */
  screen() {
    return overlay(this.base(), this.outbox.rows, this.actor, this.position());
  }

  /** @returns the id of the command */
  act(command: Command, now: number): string {
    const id = this.#makeId();
    this.outbox.add({ id, command, at: now + this.clockSkew, state: 'waiting' });
    this.acts.push({ id, command });
    return id;
  }

  /** The real sender, until it is done or the line fails. */
  async send(line: Line): Promise<void> {
    const commands = async (batch: readonly SentCommand[]) => {
      const sent = this.#is('commands are sent in the order of acting')
        ? batch.toReversed().map((item, index) => ({ ...item, n: batch[index]?.n ?? item.n }))
        : batch;
      if (this.#is('a command leaves the outbox only when decided')) this.#dropSent(batch);
      const answer = await line.commands(sent);
      if (!answer.ok && this.#is('a command keeps its id when it is sent again')) {
        if (answer.error.kind === 'unreachable') this.#renameSent(batch);
      }
      return answer;
    };
    const outbox = this.#is('a device behind the server numbers anew')
      ? { ...this.outbox, takeBatch: this.outbox.takeBatch, renumber: () => Promise.resolve() }
      : this.outbox;
    await send({
      api: { commands },
      outbox,
      up: createMeter(() => 0),
      onFault: ({ kind }) => {
        if (kind === 'conflict') this.#renumberings += 1;
      },
      onOutcomes: () => this.#noteRefusals(),
    });
    if (this.#is('a done command stays on screen until its effect has arrived')) {
      this.#edit((rows) => rows.filter(({ state }) => state !== 'done'));
    }
  }

  get renumberings(): number {
    return this.#renumberings;
  }

  /** Says where this device stands when it asks. */
  ask(): Asked {
    return { epoch: this.feed.epoch, cursor: this.feed.cursor };
  }

  /** An answer to a question asked elsewhere is dropped. */
  async apply(page: ChangesAnswer, { epoch, cursor }: Asked): Promise<void> {
    const { feed } = this;
    if (feed.epoch !== epoch || feed.cursor !== cursor) return;
    const comments = [...feed.rows.comment];
    feed.apply(page);
    if (this.#is('losing a track takes all of it along')) {
      for (const [id, row] of comments) {
        if (!feed.rows.track.has(row.body.trackId)) feed.rows.comment.set(id, row);
      }
    }
    await this.#tidy();
  }

  /** The tab was closed while it applied the page. */
  lose(page: ChangesAnswer): void {
    const isSame = page.epoch === this.feed.epoch && page.after === this.feed.cursor;
    if (isSame && this.#is('rows and cursor move together')) this.feed.cursor = page.to;
  }

  /** The browser lost or cleared all of it; a new device as far as the server knows. */
  clear(): void {
    const fresh = new SimulatedDevice(this.actor, this.#makeId, this.#broken);
    Object.assign(this, { outbox: fresh.outbox, feed: fresh.feed, name: fresh.name });
    this.acts = this.acts.filter(({ id }) => this.fates.has(id));
    this.backup = null;
  }

  async #tidy(): Promise<void> {
    const before = new Map(this.outbox.rows.map((row) => [row.id, row]));
    await this.outbox.tidy(this.position());
    if (this.#is('after a change of epoch what was done waits again')) {
      this.#edit((rows) =>
        rows.map((row) => {
          const old = before.get(row.id);
          return old?.state === 'done' ? old : row;
        }),
      );
    }
    const after = new Set(this.outbox.rows.map(({ id }) => id));
    for (const [id, { state }] of before) {
      if (!after.has(id) && state === 'done') this.fates.set(id, 'done');
    }
  }

  #noteRefusals(): void {
    for (const row of this.outbox.rows) {
      const fate = fateOf(row);
      if (fate !== null) this.fates.set(row.id, fate);
    }
    if (this.#is('a refusal is kept and shown')) {
      for (const { id, state } of this.outbox.rows) if (state === 'refused') this.fates.delete(id);
      this.#edit((rows) => rows.filter(({ state }) => state !== 'refused'));
    }
  }

  #is(rule: BrokenCommandRule): boolean {
    return this.#broken === rule;
  }

  #edit(change: (rows: readonly OutboxRow[]) => readonly OutboxRow[]): void {
    this.outbox.restore({ ...this.outbox.copy(), rows: change(this.outbox.rows) });
  }

  #dropSent(batch: readonly SentCommand[]): void {
    const ids = new Set(batch.map(({ id }) => id));
    this.#edit((rows) => rows.filter(({ id }) => !ids.has(id)));
  }

  #renameSent(batch: readonly SentCommand[]): void {
    const ids = new Set(batch.map(({ id }) => id));
    this.#edit((rows) =>
      rows.map((row) => (ids.has(row.id) ? { ...row, id: this.#makeId() } : row)),
    );
  }
}

/** A line that is cut. */
export const unreachable = (): Promise<Result<CommandAnswer, ApiFault>> =>
  Promise.resolve(err({ kind: 'unreachable' }));
