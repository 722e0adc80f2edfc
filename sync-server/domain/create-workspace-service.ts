/**
 * The workspace service on a store: one transaction a command, one snapshot a page, news after the
 * commit. Knows no HTTP and no SQL; the clock is an argument.
 */
import { assert } from '#shared/base/assert.ts';
import { err, ok } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import type { WorkspaceStore } from '../storage/workspace-store.ts';
import { readChanges, renewHead } from './changes.ts';
import { decideCommand } from './decide-command.ts';
import type { News } from './news.ts';
import { isNewcomer, welcome } from './welcome.ts';
import type { WorkspaceService } from './workspace-service.ts';

export interface WorkspaceDependencies {
  readonly store: WorkspaceStore;
  readonly clock: Clock;
  readonly news: News;
  /** Told of a fault that ended a request early, with outcomes before it. */
  readonly report?: (error: unknown) => void;
}

export function createWorkspaceService(dependencies: WorkspaceDependencies): WorkspaceService {
  const { store, clock, news, report = () => undefined } = dependencies;

  return {
    async execute(actor, { commands }) {
      const outcomes: CommandOutcome[] = [];
      for (const sent of commands) {
        try {
          const decision = await store.write((tx) => decideCommand(tx, actor, sent, clock.now()));
          if (decision.kind === 'conflict') return err({ code: 'conflict', last: decision.last });
          outcomes.push(decision.outcome);
          news.publish(decision.touched);
        } catch (error) {
          if (outcomes.length === 0) throw error;
          report(error);
          break;
        }
      }
      return ok({ outcomes });
    },

    async changes(userId, after, limit, epoch) {
      const question = { userId, after, limit, epoch, now: clock.now() };
      const first = await store.read((tx) => readChanges(tx, question, true));
      if (!('renew' in first)) return first;
      await store.write((tx) => renewHead(tx, question, first.seen));
      const second = await store.read((tx) => readChanges(tx, question, false));
      assert(!('renew' in second), 'a head that was made is there');
      return second;
    },

    async ensureUser(actor) {
      const now = clock.now();
      if (!(await store.read((tx) => isNewcomer(tx, actor, now)))) return;
      news.publish(await store.write((tx) => welcome(tx, actor, now)));
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
