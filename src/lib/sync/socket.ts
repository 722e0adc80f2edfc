/**
 * The leader's socket: a y-websocket provider for the marks document, plus our own frames. Reconnects
 * are ours (jittered, up to 30 s, at once on a hint), because the provider's own have no jitter. A
 * socket that went quiet is probed, and dropped when it does not answer.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { backoffMs } from '#shared/base/backoff.ts';
import { decodeFrame, frameTypes, type Frame } from '#shared/protocol/codec.ts';
import { closeCodes } from '#shared/protocol/errors.ts';
import { routes } from '#shared/protocol/routes.ts';
import { protocolVersion } from '#shared/protocol/version.ts';
import type { Link } from './link.ts';

export interface SocketDependencies {
  readonly doc: Y.Doc;
  readonly userId: string;
  readonly generation: string | null;
  readonly random: () => number;
  readonly onLink: (link: Link) => void;
  readonly onFrame: (frame: Frame) => void;
  /** The server holds these clocks: its state vector, or an update it sent. */
  readonly onServerClocks: (clocks: ReadonlyMap<number, number>) => void;
  readonly onOtherGeneration: () => void;
  readonly onReloadNeeded: () => void;
}

export interface Socket {
  /** Something suggests that the network changed: connect now, or see whether the socket lives. */
  hint(): void;
  dispose(): void;
}

const backoff = { baseMs: 500, capMs: 30_000 } as const;
/** Silence longer than a heartbeat and a bit makes a socket suspect. */
const quietMs = 20_000;
const probeMs = 2_000;
/** Below this, a lost connection is not worth a word. */
const graceMs = 3_000;

export function createSocket(dependencies: SocketDependencies): Socket {
  const { doc, userId, generation, random, onLink } = dependencies;
  const provider = new WebsocketProvider(baseUrl(), 'marks', doc, {
    connect: false,
    disableBc: true,
    shouldReconnect: () => false,
    params: {
      account: userId,
      protocol: String(protocolVersion),
      ...(generation !== null && { generation }),
    },
  });
  provider.awareness.setLocalState(null);

  let attempts = 0;
  let heardAt = Date.now();
  let isDisposed = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let graceTimer: ReturnType<typeof setTimeout> | undefined;
  let probeTimer: ReturnType<typeof setTimeout> | undefined;

  const connect = () => {
    clearTimeout(retryTimer);
    if (isDisposed || provider.wsconnected || provider.wsconnecting) return;
    graceTimer ??= setTimeout(() => onLink('offline'), graceMs);
    provider.connect();
  };

  const retryLater = () => {
    attempts += 1;
    retryTimer = setTimeout(connect, backoffMs(backoff, attempts, random()));
  };

  const heard = () => {
    heardAt = Date.now();
    clearTimeout(probeTimer);
    probeTimer = undefined;
  };

  /** Asks for the server's state; any answer proves the socket alive. */
  const probe = () => {
    const { ws } = provider;
    if (!ws || !provider.wsconnected || probeTimer !== undefined) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameTypes.sync);
    syncProtocol.writeSyncStep1(encoder, doc);
    ws.send(encoding.toUint8Array(encoder));
    probeTimer = setTimeout(() => {
      probeTimer = undefined;
      provider.disconnect();
    }, probeMs);
  };

  readFrames(provider, dependencies, heard);
  provider.on('sync', (isSynced) => {
    if (!isSynced) return;
    attempts = 0;
    heard();
    clearTimeout(graceTimer);
    graceTimer = undefined;
    onLink('connected');
  });
  provider.on('connection-close', (event) => {
    provider.shouldConnect = false;
    clearTimeout(probeTimer);
    probeTimer = undefined;
    if (isDisposed) return;
    switch (event?.code) {
      case closeCodes.signIn:
        return onLink('sign-in');
      case closeCodes.notYours:
        return onLink('stopped');
      case closeCodes.otherGeneration:
        return dependencies.onOtherGeneration();
      case closeCodes.reload:
        return dependencies.onReloadNeeded();
      default:
        // The first drop may be a hiccup; silence (no event) or a failed attempt is not.
        if (attempts > 0 || event === null) onLink('offline');
        else onLink('connecting');
        graceTimer ??= setTimeout(() => onLink('offline'), graceMs);
        retryLater();
    }
  });

  const watch = setInterval(() => {
    if (provider.wsconnected && Date.now() - heardAt > quietMs) probe();
  }, 1_000);

  onLink('connecting');
  connect();
  return {
    hint() {
      attempts = 0;
      if (provider.wsconnected) probe();
      else connect();
    },
    dispose() {
      isDisposed = true;
      for (const timer of [retryTimer, graceTimer, probeTimer]) clearTimeout(timer);
      clearInterval(watch);
      provider.destroy();
    },
  };
}

const baseUrl = () => `${location.origin.replace(/^http/, 'ws')}${routes.sync}`;

/** Our frames beside the provider's; nothing thrown here may escape into the socket. */
function readFrames(
  provider: WebsocketProvider,
  { onFrame, onServerClocks }: SocketDependencies,
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
    const clocks = serverClocksOf(decoding.clone(decoder));
    stock?.(encoder, decoder, ...rest);
    if (clocks) onServerClocks(clocks);
  };
}

/** What a sync message of the server proves to be stored there. */
function serverClocksOf(decoder: decoding.Decoder): ReadonlyMap<number, number> | null {
  try {
    const type = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    return type === syncProtocol.messageYjsSyncStep1
      ? Y.decodeStateVector(bytes)
      : Y.parseUpdateMeta(bytes).to;
  } catch {
    return null;
  }
}
