/** What happens on one track of the demo, told in days before now, as steps of those who did it. */
import { uuid7 } from '#shared/base/ids.ts';
import { day, hour, minute } from '#shared/base/time.ts';
import { dayPlus, wallTimeAt } from '#shared/base/zoned.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Stage } from '#shared/workspace/vocabulary.ts';
import { demoPeople, type DemoPerson } from './people.ts';

/** In days. */
export const hours = (count: number) => (count * hour) / day;
export const minutes = (count: number) => (count * minute) / day;

export interface DemoStep {
  readonly at: number;
  readonly who: DemoPerson;
  readonly command: Command;
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
    const inviteId = uuid7(this.#now - daysAgo * day);
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

  comment(daysAgo: number, who: DemoPerson, text: string): this {
    const commentId = uuid7(this.#now - daysAgo * day);
    return this.#tell(daysAgo, who, {
      name: 'comment.add.v1',
      args: { commentId, trackId: this.#trackId, text },
    });
  }

  #answer(
    daysAgo: number,
    guest: DemoPerson,
    name: 'invite.accept.v1' | 'invite.decline.v1',
  ): this {
    const inviteId = this.#invites.get(guest);
    if (inviteId === undefined) throw new Error(`The demo answers an invite nobody sent ${guest}.`);
    return this.#tell(daysAgo, guest, { name, args: { inviteId } });
  }

  #tell(daysAgo: number, who: DemoPerson, command: Command): this {
    this.steps.push({ at: Math.round(this.#now - daysAgo * day), who, command });
    return this;
  }
}
