/**
 * The leader's socket: a y-websocket provider for the marks document, plus our own frames. Carries out
 * what connection.ts decides, as the provider's own reconnects have no jitter; tells what it hears.
 * Knows nothing of what frames mean.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { unreachable } from '#shared/base/assert.ts';
import { decodeFrame, frameTypes, type Frame } from '#shared/protocol/codec.ts';
import { protocolVersion } from '#shared/protocol/version.ts';
import {
  restingConnection,
  stepConnection,
  type ConnectionCommand,
  type ConnectionEvent,
  type TimerName,
} from './connection.ts';
import type { Link } from './link.ts';
import { storedClocks } from './stored-clocks.ts';

export interface SocketDependencies {
  readonly doc: Y.Doc;
  /** Where the server's socket is, `wss://…/api/sync`. */
  readonly url: string;
  readonly userId: string;
  /** Of the document, as far as it is known when a connection begins. */
  readonly generation: () => string | null;
  readonly random: () => number;
  readonly onLink: (link: Link) => void;
  readonly onFrame: (frame: Frame) => void;
  /** The server holds these clocks on disk. */
  readonly onStored: (clocks: ReadonlyMap<number, number>) => void;
  /** Sockets do not get through (true), or do again, or nothing shall be tried (false). */
  readonly onFallBack: (isNeeded: boolean) => void;
  readonly onOtherGeneration: () => void;
  readonly onReloadNeeded: () => void;
}

export interface Socket {
  /** Something suggests that the network changed: connect now, or see whether the socket lives. */
  hint(): void;
  /** Until a hint. */
  stop(link: 'sign-in' | 'stopped'): void;
  dispose(): void;
}

export function createSocket(dependencies: SocketDependencies): Socket {
  const { doc, url, userId, generation, random } = dependencies;
  const provider = new WebsocketProvider(url, 'marks', doc, {
    connect: false,
    disableBc: true,
    shouldReconnect: () => false,
  });
  provider.awareness.setLocalState(null);

  const timers = new Map<TimerName, ReturnType<typeof setTimeout>>();
  let state = restingConnection;
  let isDisposed = false;

  const on = (event: ConnectionEvent) => {
    if (isDisposed) return;
    const [next, commands] = stepConnection(state, event, random());
    state = next;
    for (const command of commands) carryOut(command);
  };

  const setTimer = (timer: TimerName, ms: number | null) => {
    clearTimeout(timers.get(timer));
    if (ms !== null)
      timers.set(
        timer,
        setTimeout(() => on({ type: 'due', timer }), ms),
      );
  };

  const carryOut = (command: ConnectionCommand) => {
    switch (command.do) {
      case 'connect':
        provider.params = paramsOf(userId, generation());
        return provider.connect();
      case 'disconnect':
        return provider.disconnect();
      case 'probe':
        return provider.ws?.send(stepOne(doc));
      case 'timer':
        return setTimer(command.timer, command.ms);
      case 'tell':
        return dependencies.onLink(command.link);
      case 'fall-back':
        return dependencies.onFallBack(true);
      case 'recover':
        return dependencies.onFallBack(false);
      case 'drop-document':
        return dependencies.onOtherGeneration();
      case 'need-reload':
        return dependencies.onReloadNeeded();
      default:
        return unreachable(command);
    }
  };

  readFrames(provider, dependencies, () => on({ type: 'heard' }));
  provider.on('sync', (isSynced) => {
    if (isSynced) on({ type: 'synced' });
  });
  // The provider, too, gives up on silent sockets (no event then), and would reconnect by itself.
  provider.on('connection-close', (event) => {
    provider.shouldConnect = false;
    // It forgets the socket only after this event.
    queueMicrotask(() => on({ type: 'closed', code: event?.code ?? null }));
  });

  on({ type: 'start' });
  return {
    hint: () => on({ type: 'hint' }),
    stop: (link) => on({ type: 'stop', link }),
    dispose() {
      isDisposed = true;
      for (const timer of timers.values()) clearTimeout(timer);
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
  { onFrame, onStored }: SocketDependencies,
  heard: () => void,
): void {
  for (const type of [
    frameTypes.hello,
    frameTypes.durable,
    frameTypes.nudge,
    frameTypes.heartbeat,
    frameTypes.error,
  ]) {
    provider.messageHandlers[type] = (_encoder, decoder) => {
      heard();
      const frame = decodeFrame(type, decoder);
      if (frame.ok) onFrame(frame.value);
    };
  }
  const stock = provider.messageHandlers[frameTypes.sync];
  provider.messageHandlers[frameTypes.sync] = (encoder, decoder, ...rest) => {
    heard();
    const clocks = storedClocks(decoding.clone(decoder));
    stock?.(encoder, decoder, ...rest);
    if (clocks) onStored(clocks);
  };
}
