/**
 * The marks on their way: the document of this leader and the socket that carries it, for as long as
 * the server speaks of the same document; then both anew.
 */
import type { MarksDisk } from '#lib/storage/marks-disk.ts';
import type { Frame } from '#shared/protocol/codec.ts';
import type { Api, ApiFault } from './api.ts';
import type { Link } from './link.ts';
import { openMarksSession, type MarksSession } from './marks-session.ts';
import { createMarksPoll, type MarksPoll } from './marks-poll.ts';
import { createSocket, type Socket } from './socket.ts';

export interface MarksLineDependencies {
  readonly userId: string;
  readonly url: string;
  readonly disk: MarksDisk;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  readonly onLink: (link: Link) => void;
  /** Every frame of ours; what concerns the document is dealt with already. */
  readonly onFrame: (frame: Frame) => void;
  readonly onReloadNeeded: () => void;
  /** The other way to the server, where sockets do not get through. */
  readonly api: Pick<Api, 'marks'>;
  readonly epoch: () => Promise<string | null>;
  readonly onFault: (fault: ApiFault) => void;
  /** Sockets do not get through: news have to be asked for. */
  readonly onFallBack: (isNeeded: boolean) => void;
}

export interface MarksLine {
  hint(): void;
  /** Until a hint. */
  stop(link: 'sign-in' | 'stopped'): void;
  /** Resolves when all that was said so far is on disk. */
  dispose(): Promise<void>;
}

interface Opened {
  readonly session: MarksSession;
  readonly socket: Socket;
  readonly poll: { hint(): void; dispose(): Promise<void> };
}

export async function openMarksLine(dependencies: MarksLineDependencies): Promise<MarksLine> {
  const { disk, report } = dependencies;
  let isDisposed = false;
  let opened: Opened;
  /** At most one change of document at a time, and disposing waits for it. */
  let changing: Promise<void> = Promise.resolve();

  const open = async (): Promise<Opened> => {
    const session = await openMarksSession(disk, report);
    return { session, ...connect(dependencies, session, change) };
  };
  const disconnect = async ({ socket, poll }: Opened) => {
    socket.dispose();
    await poll.dispose();
  };
  const change = () => {
    changing = changing
      .then(async () => {
        if (isDisposed) return;
        await disconnect(opened);
        await opened.session.drop();
        opened = await open();
      })
      .catch(report);
  };

  opened = await open();
  return {
    hint() {
      opened.socket.hint();
      opened.poll.hint();
    },
    stop: (link) => opened.socket.stop(link),
    async dispose() {
      isDisposed = true;
      await changing;
      await disconnect(opened);
      await opened.session.dispose();
    },
  };
}

/** The socket, and polling for as long as it cannot be had. */
function connect(
  dependencies: MarksLineDependencies,
  session: MarksSession,
  onOtherGeneration: () => void,
): Omit<Opened, 'session'> {
  const { userId, url, random, onLink, onFrame, onReloadNeeded, onFallBack } = dependencies;
  let poll: MarksPoll | null = null;
  let ending: Promise<unknown> = Promise.resolve();
  /** What the socket says is the truth unless polling gets through. */
  let ofSocket: Link = 'connecting';
  let isReached = false;
  const tell = () => onLink(isReached ? 'connected' : ofSocket);

  const fallBack = (isNeeded: boolean) => {
    if (isNeeded === (poll !== null)) return;
    onFallBack(isNeeded);
    if (isNeeded) {
      poll = createMarksPoll({
        ...dependencies,
        session,
        onOtherGeneration,
        onReached(reached) {
          if (poll === null || isReached === reached) return;
          isReached = reached;
          tell();
        },
      });
      return;
    }
    isReached = false;
    ending = poll?.dispose() ?? ending;
    poll = null;
  };

  const socket = createSocket({
    doc: session.doc,
    url,
    userId,
    generation: () => session.generation(),
    random,
    onLink(link) {
      if (link === 'connected') {
        if (!session.isWhole()) return onOtherGeneration();
        session.synced();
      }
      ofSocket = link;
      tell();
    },
    onFrame(frame) {
      if (frame.type === 'hello') session.greeted(frame.epoch, frame.generation);
      if (frame.type === 'durable') session.stored(frame.clocks);
      onFrame(frame);
    },
    onStored: (clocks) => session.stored(clocks),
    onFallBack: fallBack,
    onOtherGeneration,
    onReloadNeeded,
  });
  return {
    socket,
    poll: {
      hint: () => poll?.hint(),
      async dispose() {
        fallBack(false);
        await ending;
      },
    },
  };
}
