/**
 * Everything only one tab of a browser does: it holds the marks document and the socket, pulls the
 * change log and empties the outbox. Loaded after first paint, begun when the lock is had, disposed
 * when it is lost. Tells what it knows of the link with every change.
 */
import { liveQuery } from 'dexie';
import type { DeviceMemory, DeviceNotice } from '#lib/ports/device.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import { keepNews, countLive } from '#lib/storage/room.ts';
import { readMeta } from '#lib/storage/acts-database.ts';
import { createClockDisk, settling } from '#lib/storage/clock-disk.ts';
import { createMarksDisk } from '#lib/storage/marks-disk.ts';
import { createOutboxStore } from '#lib/storage/outbox-store.ts';
import { readPosition, type FeedDatabase, type Position } from '#lib/storage/feed-database.ts';
import { second, type Clock } from '#shared/base/time.ts';
import type { Frame, Heads } from '#shared/protocol/codec.ts';
import { createApi, type ApiFault } from './api.ts';
import { askForBackgroundSync } from './background.ts';
import { openConnection } from './connection-driver.ts';
import { createHolding } from './holding.ts';
import type { Beat, Link } from './link-status.ts';
import type { Heard } from './http.ts';
import { createLoop } from '#shared/base/loop.ts';
import { pull, type LogHead } from './pull.ts';
import { createServerClock } from './server-clock.ts';
import { watchLoss } from './watch-loss.ts';
import { createMeter } from './pace.ts';
import { send } from './send.ts';

export interface LeadDependencies {
  readonly userId: string;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly fetch: typeof globalThis.fetch;
  /** Where the server's socket is, `wss://…/api/sync`. */
  readonly socketUrl: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  readonly onBeat: (beat: Beat) => void;
  readonly onReloadNeeded: () => void;
  readonly memory: DeviceMemory;
  readonly tell: (notice: DeviceNotice) => void;
  /** See RoomDependencies. */
  readonly dropSound: () => Promise<boolean>;
}

export interface Lead {
  /** The network may have changed, or the person came back. */
  hint(): void;
  /** Resolves when nothing of it runs or writes any more. */
  dispose(): Promise<void>;
}

/** The first retry is soon, as most faults are short; a minute is what a person waits at most. */
const backoff = { baseMs: second, capMs: 60 * second } as const;

export async function lead(dependencies: LeadDependencies): Promise<Lead> {
  const { userId, feed, acts, clock, random, report } = dependencies;
  const stopWatchingLoss = await watchLoss(dependencies);
  await countLive(feed);
  const abort = new AbortController();
  const outbox = createOutboxStore(acts);
  const [up, down] = [createMeter(), createMeter()];
  const clockDisk = createClockDisk(acts);
  const serverClock = createServerClock(clockDisk, clock, (await readMeta(acts)).offset);
  const api = createApi({
    userId,
    fetch: dependencies.fetch,
    signal: abort.signal,
    onHeard(heard) {
      standing.heardOf(heard);
      const type = heard === 'server' ? 'answered' : 'unanswered';
      connection.on({ type, at: performance.now() });
    },
  });
  const standing = createStanding((beat) => {
    if (!abort.signal.aborted) dependencies.onBeat(beat);
  });
  const holding = createHolding();
  /** Of the question that the server holds: it would keep the next one waiting. */
  let held = new AbortController();
  const onFault = ({ kind }: ApiFault) => connection.on({ type: 'fault', kind });
  const pullOnce = (waitSeconds: number) =>
    pull({
      api,
      feed,
      acts,
      outbox,
      down,
      userId,
      clock,
      onFault,
      onPosition: standing.positionIs,
      onHead(head) {
        if (connection.overHttp()) standing.headIs(head);
      },
      waitSeconds,
      ...(waitSeconds > 0 && { signal: held.signal }),
      onOffset(offset) {
        if (!serverClock.measured(offset)) connection.on({ type: 'wrong-clock' });
      },
    });
  const pullKept = (waitSeconds: number) =>
    pullOnce(waitSeconds).catch((error: unknown) =>
      keepNews(error, () => pullOnce(waitSeconds), dependencies),
    );
  const pulling = createLoop({
    async work() {
      const mayHold = connection.overHttp()?.isHeld ?? false;
      const result = await holding.ask(mayHold, pullKept, held.signal);
      if (result === 'done') connection.on({ type: 'pulled' });
      return result;
    },
    backoff,
    random,
    report,
  });
  const sending = createLoop({
    work: () => send({ api, outbox, up, onFault, onOutcomes: pulling.poke }),
    backoff,
    random,
    report,
  });

  const connection = await openConnection({
    userId,
    url: dependencies.socketUrl,
    disk: settling(createMarksDisk(acts, report), clockDisk),
    clock,
    serverClock,
    api,
    up,
    epoch: async () => (await readPosition(feed)).epoch,
    random,
    report,
    onLink: standing.linkIs,
    onFrame(frame) {
      if (frame.type === 'error') report(new Error(`The server refused the marks: ${frame.code}`));
      if (isHeads(frame) && standing.isBehind(frame)) pulling.poke();
    },
    onPull: pulling.poke,
    onSend: sending.poke,
    onTakeBack() {
      held.abort();
      held = new AbortController();
    },
    onReloadNeeded: dependencies.onReloadNeeded,
  });
  const waiting = liveQuery(() => acts.outbox.where('state').equals('waiting').count());
  const watching = waiting.subscribe({
    next: (count) => {
      if (count === 0) return;
      sending.poke();
      askForHelp(userId).catch(report);
    },
    error: report,
  });

  return {
    hint: () => connection.on({ type: 'hint' }),
    async dispose() {
      abort.abort();
      stopWatchingLoss();
      watching.unsubscribe();
      await Promise.all([pulling.dispose(), sending.dispose(), connection.dispose()]);
    },
  };
}

/** The worker may go on where this tab is closed. */
async function askForHelp(userId: string): Promise<void> {
  await askForBackgroundSync(await navigator.serviceWorker.getRegistration(), userId);
}

const isHeads = (frame: Frame): frame is Extract<Frame, Heads> =>
  frame.type === 'hello' || frame.type === 'nudge' || frame.type === 'heartbeat';

/** Where this device stands against what the server said last, on this connection. */
function createStanding(tell: (beat: Beat) => void) {
  let link: Link = 'connecting';
  let heard: Heard = 'nobody';
  let goal: LogHead | null = null;
  let reached: Position | null = null;
  let left = 0;
  const isCurrent = () =>
    goal !== null && reached?.epoch === goal.epoch && reached.cursor >= goal.head;
  const beat = () => {
    const hindrance = heard === 'server' || heard === 'nobody' ? {} : { hindrance: heard };
    tell({ link, isCurrent: isCurrent(), left, ...hindrance });
  };
  return {
    heardOf(next: Heard) {
      const isNew = heard !== next;
      heard = next;
      if (isNew) beat();
    },
    linkIs(next: Link) {
      // What is said next is on another connection.
      if (next !== 'connected') goal = null;
      link = next;
      beat();
    },
    /** What a page of the change log said, where no socket says it. */
    headIs(heads: LogHead) {
      goal = heads;
    },
    positionIs(position: Position, rowsLeft: number) {
      reached = position;
      left = rowsLeft;
      beat();
    },
    /** Whether something is to be pulled to stand where the server does. */
    isBehind(heads: Heads): boolean {
      goal = heads;
      beat();
      return !isCurrent();
    },
  };
}
