/** What happens on one track of the demo, told in days before now, as steps of those who did it. */
import { assert } from '#shared/base/assert.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { day, hour, minute } from '#shared/base/time.ts';
import { dayPlus, wallTimeAt } from '#shared/base/zoned.ts';
import type { Command, CommandArgs } from '#shared/workspace/commands.ts';
import type { Stage } from '#shared/workspace/vocabulary.ts';
import type { Announced } from '../files/ports.ts';
import { demoPeople, type DemoPerson } from './people.ts';
import type { DemoSound } from './sounds.ts';

/** In days. */
export const hours = (count: number) => (count * hour) / day;
export const minutes = (count: number) => (count * minute) / day;

/** What somebody shares, but for who they are. */
export interface DemoVersion extends Omit<Announced, 'userId' | 'size' | 'sha256'> {
  readonly sound: DemoSound;
}

export type DemoDeed =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'share'; readonly version: DemoVersion }
  /** Somebody opens a track, and by that reads what they were told about it. */
  | { readonly kind: 'look'; readonly trackId: string };

export interface DemoStep {
  readonly at: number;
  readonly who: DemoPerson;
  readonly deed: DemoDeed;
}

/** A place in a file that was shared before. */
interface DemoMoment {
  readonly name: string;
  /** Counted from 1. */
  readonly version: number;
  /** Milliseconds into it; a range has an end as well. */
  readonly from: number;
  readonly to?: number;
}

interface DemoFile {
  readonly fileId: string;
  readonly versionIds: readonly string[];
}

const timeZone = 'Europe/Berlin';
/** Counted on the calendar: a day is not always 24 hours long. */
const dayIn = (days: number, now: number) => dayPlus(wallTimeAt(now, timeZone).on, days);

/** A story is what happens on one track, in days before now. */
export class TrackStory {
  readonly steps: DemoStep[] = [];
  readonly #now: number;
  readonly #trackId: string;
  readonly #invites = new Map<DemoPerson, string>();
  /** By their names. */
  readonly #files = new Map<string, DemoFile>();
  /** By their words: the ids of the comments. */
  readonly #comments = new Map<string, string>();

  constructor(
    now: number,
    daysAgo: number,
    who: DemoPerson,
    args: { readonly title: string; readonly stage?: Stage; readonly dueInDays?: number },
  ) {
    this.#now = now;
    this.#trackId = uuid7(now - daysAgo * day);
    const due = args.dueInDays === undefined ? {} : { dueOn: dayIn(args.dueInDays, now), timeZone };
    this.#tell(daysAgo, who, {
      name: 'track.create.v1',
      args: { trackId: this.#trackId, title: args.title, stage: args.stage ?? 'idea', ...due },
    });
  }

  notes(daysAgo: number, who: DemoPerson, notes: string): this {
    return this.#tell(daysAgo, who, {
      name: 'track.setNotes.v1',
      args: { trackId: this.#trackId, notes },
    });
  }

  invite(daysAgo: number, who: DemoPerson, guest: DemoPerson): this {
    const inviteId = this.#id(daysAgo);
    this.#invites.set(guest, inviteId);
    return this.#tell(daysAgo, who, {
      name: 'invite.send.v1',
      args: { inviteId, trackId: this.#trackId, email: demoPeople[guest].email },
    });
  }

  accept(daysAgo: number, guest: DemoPerson): this {
    return this.#answer(daysAgo, guest, 'invite.accept.v1');
  }

  decline(daysAgo: number, guest: DemoPerson): this {
    return this.#answer(daysAgo, guest, 'invite.decline.v1');
  }

  stage(daysAgo: number, who: DemoPerson, stage: Stage): this {
    return this.#tell(daysAgo, who, {
      name: 'track.setStage.v1',
      args: { trackId: this.#trackId, stage },
    });
  }

  due(daysAgo: number, who: DemoPerson, inDays: number): this {
    const dueOn = dayIn(inDays, this.#now);
    return this.#tell(daysAgo, who, {
      name: 'track.setDue.v1',
      args: { trackId: this.#trackId, dueOn, timeZone },
    });
  }

  /** Under a name that was shared before, it is the next version. */
  share(
    daysAgo: number,
    who: DemoPerson,
    { name, sound, note = '' }: Pick<DemoVersion, 'name' | 'sound'> & { readonly note?: string },
  ): this {
    const held = this.#files.get(name);
    const [versionId, fileId] = [this.#id(daysAgo), held?.fileId ?? this.#id(daysAgo)];
    this.#files.set(name, { fileId, versionIds: [...(held?.versionIds ?? []), versionId] });
    const version = { trackId: this.#trackId, fileId, versionId, name, note, sound };
    return this.#does(daysAgo, who, { kind: 'share', version });
  }

  comment(daysAgo: number, who: DemoPerson, text: string, at?: DemoMoment): this {
    const moment = at && this.#momentOf(at);
    return this.#say(daysAgo, who, text, moment ? { moment } : {});
  }

  /** @param answered the words of the comment */
  reply(daysAgo: number, who: DemoPerson, answered: string, text: string): this {
    return this.#say(daysAgo, who, text, { replyTo: this.#commentId(answered) });
  }

  /** @param settled the words that began the thread */
  resolve(daysAgo: number, who: DemoPerson, settled: string): this {
    const commentId = this.#commentId(settled);
    return this.#tell(daysAgo, who, { name: 'comment.resolve.v1', args: { commentId } });
  }

  look(daysAgo: number, ...people: readonly DemoPerson[]): this {
    for (const who of people) this.#does(daysAgo, who, { kind: 'look', trackId: this.#trackId });
    return this;
  }

  #say(
    daysAgo: number,
    who: DemoPerson,
    text: string,
    more: Pick<CommandArgs<'comment.add.v1'>, 'moment' | 'replyTo'>,
  ): this {
    const commentId = this.#id(daysAgo);
    this.#comments.set(text, commentId);
    const args = { commentId, trackId: this.#trackId, text, ...more };
    return this.#tell(daysAgo, who, { name: 'comment.add.v1', args });
  }

  #momentOf({ name, version, from, to }: DemoMoment) {
    const file = this.#files.get(name);
    const versionId = file?.versionIds[version - 1];
    assert(file && versionId !== undefined, `the demo has shared ${name} by then`);
    return { fileId: file.fileId, versionId, from, to: to ?? null };
  }

  #commentId(text: string): string {
    const commentId = this.#comments.get(text);
    assert(commentId !== undefined, `somebody in the demo has said "${text}" by then`);
    return commentId;
  }

  #answer(
    daysAgo: number,
    guest: DemoPerson,
    name: 'invite.accept.v1' | 'invite.decline.v1',
  ): this {
    const inviteId = this.#invites.get(guest);
    assert(inviteId !== undefined, `the demo answers an invite that somebody sent to ${guest}`);
    return this.#tell(daysAgo, guest, { name, args: { inviteId } });
  }

  #tell(daysAgo: number, who: DemoPerson, command: Command): this {
    return this.#does(daysAgo, who, { kind: 'command', command });
  }

  #does(daysAgo: number, who: DemoPerson, deed: DemoDeed): this {
    this.steps.push({ at: Math.round(this.#now - daysAgo * day), who, deed });
    return this;
  }

  #id(daysAgo: number): string {
    return uuid7(this.#now - daysAgo * day);
  }
}
