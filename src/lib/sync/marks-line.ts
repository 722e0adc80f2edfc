/**
 * The marks on their way: the document of this leader and the socket that carries it, for as long as
 * the server speaks of the same document; then both anew.
 */
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import type { Frame } from '#shared/protocol/codec.ts';
import type { Link } from './link.ts';
import { dropDocument, openMarksSession, type MarksSession } from './marks-session.ts';
import { createSocket, type Socket } from './socket.ts';

export interface MarksLineDependencies {
  readonly userId: string;
  readonly url: string;
  readonly acts: ActsDatabase;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  readonly onLink: (link: Link) => void;
  /** Every frame of ours; what concerns the document is dealt with already. */
  readonly onFrame: (frame: Frame) => void;
  readonly onReloadNeeded: () => void;
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
}

export async function openMarksLine(dependencies: MarksLineDependencies): Promise<MarksLine> {
  const { acts, report } = dependencies;
  let isDisposed = false;
  let opened: Opened;
  /** At most one change of document at a time, and disposing waits for it. */
  let changing: Promise<void> = Promise.resolve();

  const open = async (): Promise<Opened> => {
    const session = await openMarksSession(acts, report);
    return { session, socket: connect(dependencies, session, change) };
  };
  const close = async ({ session, socket }: Opened) => {
    socket.dispose();
    await session.dispose();
  };
  const change = () => {
    changing = changing
      .then(async () => {
        if (isDisposed) return;
        await close(opened);
        await dropDocument(acts);
        opened = await open();
      })
      .catch(report);
  };

  opened = await open();
  return {
    hint: () => opened.socket.hint(),
    stop: (link) => opened.socket.stop(link),
    async dispose() {
      isDisposed = true;
      await changing;
      await close(opened);
    },
  };
}

function connect(
  { userId, url, random, onLink, onFrame, onReloadNeeded }: MarksLineDependencies,
  session: MarksSession,
  onOtherGeneration: () => void,
): Socket {
  return createSocket({
    doc: session.doc,
    url,
    userId,
    generation: () => session.generation(),
    random,
    onLink(link) {
      if (link === 'connected') session.synced();
      onLink(link);
    },
    onFrame(frame) {
      if (frame.type === 'hello') session.greeted(frame.epoch, frame.generation);
      if (frame.type === 'durable') session.stored(frame.clocks);
      onFrame(frame);
    },
    onStored: (clocks) => session.stored(clocks),
    onOtherGeneration,
    onReloadNeeded,
  });
}
