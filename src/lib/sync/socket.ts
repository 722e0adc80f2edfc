/**
 * The leader's socket: a y-websocket provider for the marks document, plus our own frames. It connects
 * only when told to, as the provider's own reconnects have no jitter, and tells what it hears. Knows
 * nothing of what frames mean.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { decodeFrame, frameTypes, type Frame } from '#shared/protocol/codec.ts';
import { protocolVersion } from '#shared/protocol/version.ts';
import { storedClocks } from './stored-clocks.ts';

export interface SocketDependencies {
  readonly doc: Y.Doc;
  /** Where the server's socket is, `wss://…/api/sync`. */
  readonly url: string;
  readonly userId: string;
  /** Of the document, as far as it is known when a connection begins. */
  readonly generation: () => string | null;
  /** The server's state was received. */
  readonly onSynced: () => void;
  /** Any frame. */
  readonly onHeard: () => void;
  /** Without a code where we or the provider gave it up. */
  readonly onClosed: (code: number | null) => void;
  readonly onFrame: (frame: Frame) => void;
  /** The server holds these clocks on disk. */
  readonly onStored: (clocks: ReadonlyMap<number, number>) => void;
}

export interface Socket {
  connect(): void;
  disconnect(): void;
  /** Says something that the server answers. */
  probe(): void;
  /** Nothing is told any more. */
  dispose(): void;
}

export function createSocket(dependencies: SocketDependencies): Socket {
  const { doc, url, userId, generation, onSynced, onClosed } = dependencies;
  const provider = new WebsocketProvider(url, 'marks', doc, {
    connect: false,
    disableBc: true,
    shouldReconnect: () => false,
  });
  provider.awareness.setLocalState(null);
  // It would end a socket on which one large frame takes half a minute; who drives it knows better.
  clearInterval(Number(provider._checkInterval));
  let isDisposed = false;

  readFrames(provider, dependencies);
  provider.on('sync', (isSynced) => {
    if (isSynced && !isDisposed) onSynced();
  });
  // There is no event where we have closed it. The provider would reconnect by itself.
  provider.on('connection-close', (event) => {
    provider.shouldConnect = false;
    // It forgets the socket only after this event.
    queueMicrotask(() => {
      if (!isDisposed) onClosed(event?.code ?? null);
    });
  });

  return {
    connect() {
      provider.params = paramsOf(userId, generation());
      provider.connect();
    },
    disconnect: () => provider.disconnect(),
    probe: () => provider.ws?.send(stepOne(doc)),
    dispose() {
      isDisposed = true;
      provider.destroy();
    },
  };
}

const paramsOf = (userId: string, generation: string | null): Record<string, string> => ({
  account: userId,
  protocol: String(protocolVersion),
  ...(generation !== null && { generation }),
});

/** The server answers it with what we lack, at least with nothing. */
function stepOne(doc: Y.Doc): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, frameTypes.sync);
  syncProtocol.writeSyncStep1(encoder, doc);
  return encoding.toUint8Array(encoder);
}

/** Our frames beside the provider's; nothing thrown here may escape into the socket. */
function readFrames(
  provider: WebsocketProvider,
  { onHeard, onFrame, onStored }: SocketDependencies,
): void {
  for (const type of [
    frameTypes.hello,
    frameTypes.durable,
    frameTypes.nudge,
    frameTypes.heartbeat,
    frameTypes.error,
  ]) {
    provider.messageHandlers[type] = (_encoder, decoder) => {
      onHeard();
      const frame = decodeFrame(type, decoder);
      if (frame.ok) onFrame(frame.value);
    };
  }
  const stock = provider.messageHandlers[frameTypes.sync];
  provider.messageHandlers[frameTypes.sync] = (encoder, decoder, ...rest) => {
    onHeard();
    const clocks = storedClocks(decoding.clone(decoder));
    stock?.(encoder, decoder, ...rest);
    if (clocks) onStored(clocks);
  };
}
