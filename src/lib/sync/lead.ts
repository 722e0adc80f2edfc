/**
 * Everything only one tab of a browser does: it holds the marks document and the socket, pulls the
 * change log and empties the outbox. Loaded after first paint, begun when the lock is had, disposed
 * when it is lost. Tells what it knows of the link with every change.
 */
import { liveQuery } from 'dexie';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase, Position } from '#lib/storage/feed-database.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Frame } from '#shared/protocol/codec.ts';
import { createApi, type ApiFault } from './api.ts';
import type { Beat, Link } from './link.ts';
import { createLoop } from './loop.ts';
import { dropDocument, openMarksSession, type MarksSession } from './marks-session.ts';
import { pull } from './pull.ts';
import { send } from './send.ts';
import { createSocket, type Socket } from './socket.ts';

export interface LeadDependencies {
  readonly userId: string;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  readonly onBeat: (beat: Beat) => void;
  readonly onReloadNeeded: () => void;
}

export interface Lead {
  /** The network may have changed, or the person came back. */
  hint(): void;
  dispose(): Promise<void>;
}

const backoff = { baseMs: 1_000, capMs: 60_000 } as const;

export async function lead(dependencies: LeadDependencies): Promise<Lead> {
  const { userId, feed, acts, clock, random, report, onBeat } = dependencies;
  const abort = new AbortController();
  const api = createApi(userId, abort.signal);
  let marks: MarksSession | undefined;
  let socket: Socket | undefined;
  let link: Link = 'connecting';
  let isCurrent = false;
  /** The furthest the server said it is, on this connection. */
  let goal: { readonly epoch: string; readonly head: number } | null = null;

  const tell = (next: { readonly link?: Link; readonly isCurrent?: boolean }) => {
    link = next.link ?? link;
    isCurrent = next.isCurrent ?? isCurrent;
    if (!abort.signal.aborted) onBeat({ link, isCurrent });
  };

  const onFault = (fault: ApiFault) => {
    if (fault.kind === 'unauthenticated') tell({ link: 'sign-in' });
    if (fault.kind === 'wrong-account') {
      tell({ link: 'stopped' });
      socket?.dispose();
    }
  };
  const onPosition = ({ epoch, cursor }: Position) => {
    tell({ isCurrent: goal !== null && goal.epoch === epoch && cursor >= goal.head });
  };
  const pullLoop = createLoop({
    work: () => pull({ api, feed, acts, userId, clock, onFault, onPosition }),
    backoff,
    random,
    report,
  });
  const sendLoop = createLoop({
    work: () => send({ api, acts, onFault, onOutcomes: pullLoop.poke }),
    backoff,
    random,
    report,
  });

  const onFrame = (frame: Frame) => {
    switch (frame.type) {
      case 'hello':
        marks?.greeted(frame.epoch, frame.generation);
        goal = frame;
        tell({ isCurrent: false });
        pullLoop.poke();
        break;
      case 'nudge':
      case 'heartbeat':
        if (goal?.epoch === frame.epoch && goal.head >= frame.head && isCurrent) break;
        goal = frame;
        tell({ isCurrent: false });
        pullLoop.poke();
        break;
      case 'durable':
        marks?.serverHas(frame.clocks);
        break;
      case 'error':
        report(new Error(`The server refused the marks: ${frame.code}`));
        break;
    }
  };

  const open = async () => {
    marks = await openMarksSession(acts, report);
    if (abort.signal.aborted) return;
    const { doc, generation, serverHas } = marks;
    socket = createSocket({
      doc,
      userId,
      generation,
      random,
      onLink(next) {
        tell({ link: next });
        if (next === 'connected') {
          pullLoop.poke();
          sendLoop.poke();
        }
      },
      onFrame,
      onServerClocks: serverHas,
      onOtherGeneration: () => void reopen().catch(report),
      onReloadNeeded: dependencies.onReloadNeeded,
    });
  };

  const reopen = async () => {
    socket?.dispose();
    await marks?.dispose();
    await dropDocument(acts);
    if (!abort.signal.aborted) await open();
  };

  const outbox = liveQuery(() => acts.outbox.where('state').equals('waiting').count()).subscribe({
    next: (count) => {
      if (count > 0) sendLoop.poke();
    },
    error: report,
  });
  await open();

  return {
    hint() {
      socket?.hint();
      pullLoop.poke();
      sendLoop.poke();
    },
    async dispose() {
      abort.abort();
      outbox.unsubscribe();
      pullLoop.dispose();
      sendLoop.dispose();
      socket?.dispose();
      await marks?.dispose();
    },
  };
}
