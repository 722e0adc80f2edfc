/**
 * The workspace service on a store: one transaction a command, one snapshot a page, news after the
 * commit. Knows no HTTP and no SQL; the clock is an argument.
 */
import { assert } from '#shared/base/assert.ts';
import { err, ok } from '#shared/base/result.ts';
import { backoffMs } from '#shared/base/backoff.ts';
import { hour, second, type Clock } from '#shared/base/time.ts';
import { fileBytesPerTrack } from '#shared/workspace/limits.ts';
import { refuseVersion } from '#shared/workspace/files.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { isPassing } from '../storage/store-fault.ts';
import { steadyClock } from '../base/steady-clock.ts';
import type { WorkspaceStore } from '../storage/workspace-store.ts';
import { addVersion } from './add-version.ts';
import { readChanges, renewHead } from './changes.ts';
import { decideCommand } from './decide-command.ts';
import { neverRan } from './numbering.ts';
import type { News } from './news.ts';
import { keepDevice, sighted } from './devices.ts';
import { fireTimer } from './fire-timer.ts';
import { removeAccount } from './erase-account.ts';
import { renameAccount } from './rename-account.ts';
import { zonesTimer } from './timer-changes.ts';
import { dismissSupport, isNewcomer, tellSignedIn, welcome, welcomeSupport } from './welcome.ts';
import type { WorkspaceService } from './workspace-service.ts';

export interface WorkspaceDependencies {
  readonly store: WorkspaceStore;
  readonly clock: Clock;
  /** Measures how long a step takes. */
  readonly steady?: Clock;
  readonly news: News;
  /** Told of a fault that ended a request early, with outcomes before it, and of timers that failed. */
  readonly report?: (error: unknown) => void;
  /** After commands that set a timer. */
  readonly onTimers?: () => void;
}

/** Read for one transaction, and fired as far as there is time: others wait for no more than that. */
const timersPerStep = 20;
const stepMs = 5;
/** A timer that fails waits twice as long each time. */
const timerBackoff = { baseMs: 30 * second, capMs: hour } as const;

export function createWorkspaceService(dependencies: WorkspaceDependencies): WorkspaceService {
  const { store, clock, news, report = () => undefined, onTimers = () => undefined } = dependencies;
  const { steady = steadyClock } = dependencies;

  const stepBegins = () => {
    const until = steady.now() + stepMs;
    return () => steady.now() < until;
  };

  /** All that are due, up to a bound, or nothing. */
  const fireSome = (now: number) =>
    store.write(async (tx) => {
      const touched = new Set<string>();
      const due = await tx.dueTimers(now, timersPerStep);
      const hasTime = stepBegins();
      let fired = 0;
      for (const timer of due) {
        if (fired > 0 && !hasTime()) break;
        for (const userId of await fireTimer(tx, timer, now, hasTime)) touched.add(userId);
        fired += 1;
      }
      return { fired, touched };
    });

  /** One of them has failed: each alone, and that one again later. */
  const fireOneByOne = async (now: number) => {
    const touched = new Set<string>();
    const due = await store.read((tx) => tx.dueTimers(now, timersPerStep));
    for (const timer of due) {
      try {
        const told = await store.write((tx) => fireTimer(tx, timer, now, stepBegins()));
        for (const userId of told) touched.add(userId);
      } catch (error) {
        // That is no fault of the timer.
        if (isPassing(error)) throw error;
        report(error);
        const attempts = timer.attempts + 1;
        const dueAt = now + backoffMs(timerBackoff, attempts, 1);
        await store.write((tx) => tx.setTimer({ ...timer, attempts, dueAt }));
      }
    }
    return { fired: due.length, touched };
  };

  return {
    async execute(actor, { commands }, hasGone = () => false) {
      const outcomes: CommandOutcome[] = [];
      let isTimed = false;
      const { userId } = actor;
      const decide = (sent: SentCommand) =>
        store.write((tx) => decideCommand(tx, actor, sent, clock.now()), userId);
      for (const sent of commands) {
        if (hasGone()) break;
        try {
          const decision = await decide(sent);
          if (decision.kind === 'conflict') {
            // What was decided before it has to arrive; this one then begins the next request.
            if (outcomes.length > 0) break;
            const ids = await store.read((tx) => neverRan(tx, userId, commands), userId);
            return err({ code: 'conflict', last: decision.last, ids });
          }
          outcomes.push(decision.outcome);
          isTimed ||= decision.isTimed;
          news.publish(decision.touched);
        } catch (error) {
          if (outcomes.length === 0) throw error;
          report(error);
          break;
        }
      }
      if (isTimed) onTimers();
      return ok({ outcomes });
    },

    async changes(userId, after, limit, epoch, bytes) {
      const question = { userId, after, limit, bytes, epoch, now: clock.now() };
      const first = await store.read((tx) => readChanges(tx, question, true), userId);
      if (!('renew' in first)) return first;
      await store.write((tx) => renewHead(tx, question, first.seen), userId);
      const second = await store.read((tx) => readChanges(tx, question, false), userId);
      assert(!('renew' in second), 'a head that was made is there');
      return second;
    },

    async ensureUser(actor) {
      const { userId } = actor;
      const now = clock.now();
      if (!(await store.read((tx) => isNewcomer(tx, actor, now), userId))) return;
      news.publish(await store.write((tx) => welcome(tx, actor, now), userId));
    },

    async tellSignedIn(userId, device) {
      news.publish(
        await store.write((tx) => tellSignedIn(tx, userId, device, clock.now()), userId),
      );
    },

    async seeDevice(userId, sighting) {
      const now = clock.now();
      const device = await store.read((tx) => sighted(tx, userId, sighting, now), userId);
      if (!device) return;
      news.publish(await store.write((tx) => keepDevice(tx, userId, device, now), userId));
    },

    async addSupport(email) {
      const address = email.trim().toLowerCase();
      const userId = await store.read((tx) => tx.userIdByEmail(address));
      if (userId === null) return null;
      news.publish(await store.write((tx) => welcomeSupport(tx, userId, clock.now())));
      return userId;
    },

    async removeSupport(email) {
      const address = email.trim().toLowerCase();
      const userId = await store.read((tx) => tx.userIdByEmail(address));
      if (userId === null) return null;
      const touched = await store.write((tx) => dismissSupport(tx, userId, clock.now()));
      news.publish(touched);
      return touched.size > 0 ? userId : null;
    },

    async addVersion(arrived) {
      const { addedById } = arrived.version;
      const added = await store.write((tx) => addVersion(tx, arrived, clock.now()), addedById);
      if (added.refusal === null) news.publish(added.touched);
      return added.refusal;
    },

    version: (userId, versionId) =>
      store.read(async (tx) => {
        const file = await tx.fileOfVersion(userId, versionId);
        const version = file?.versions.find(({ id }) => id === versionId);
        return file && version ? { name: file.name, version } : null;
      }, userId),

    hashesReferred: (after, limit) => store.read((tx) => tx.hashesReferred(after, limit)),

    refuseUpload: (userId, trackId, size) =>
      store.read(async (tx) => {
        const slice = await tx.loadSlice({ by: 'track', id: trackId }, {});
        const of = { fileId: '', trackId, version: { addedById: userId } };
        const refusal = refuseVersion(slice, of, (await tx.fileIds(trackId)).length);
        if (refusal !== null) return refusal;
        return (await tx.fileBytes(trackId)) + size > fileBytesPerTrack ? 'limit-reached' : null;
      }, userId),

    async rename(userId, name) {
      news.publish(await store.write((tx) => renameAccount(tx, userId, name, clock.now()), userId));
      onTimers();
    },

    async removeAccount(actor) {
      const sessions = await store.write(
        (tx) => removeAccount(tx, actor, clock.now()),
        actor.userId,
      );
      onTimers();
      return sessions;
    },

    async settleZones() {
      // Before all others: what hangs on the clock comes right first.
      const timer = { key: zonesTimer, dueAt: 0, attempts: 0, position: '' };
      await store.write((tx) => tx.setTimer(timer));
    },

    async fireTimers() {
      const now = clock.now();
      const nextAt = await store.read((tx) => tx.nextTimerAt());
      if (nextAt === null || nextAt > now) return { fired: 0, nextAt };
      const { fired, touched } = await fireSome(now).catch((error: unknown) => {
        if (isPassing(error)) throw error;
        return fireOneByOne(now);
      });
      news.publish(touched);
      return { fired, nextAt };
    },

    heads: (userIds) =>
      store.read(async (tx) => {
        const heads = await tx.heads(userIds);
        return new Map(
          [...heads].map(([userId, { epoch, seq, ordinal }]) => [
            userId,
            { epoch, head: seq, ordinalHead: ordinal },
          ]),
        );
      }),
  };
}
