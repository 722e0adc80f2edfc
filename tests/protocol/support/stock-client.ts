/**
 * This is the unchanged y-websocket provider with a session cookie, as an outside tool would use
 * it.
 */
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

export interface StockClient {
  readonly doc: Y.Doc;
  readonly map: Y.Map<unknown>;
  readonly provider: WebsocketProvider;
  synced(): Promise<void>;
  /** Resolves when the map holds this key with exactly this value; undefined: no such key. */
  sees(key: string, value: Uint8Array | undefined): Promise<void>;
  destroy(): void;
}

interface StockOptions {
  readonly room?: string;
  readonly doc?: Y.Doc;
  readonly params?: Record<string, string>;
}

export function connectStock(
  url: string,
  cookie: string,
  { room = 'marks', doc = new Y.Doc(), params = {} }: StockOptions = {},
): StockClient {
  class CookieSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers: { cookie } });
    }
  }
  const provider = new WebsocketProvider(url, room, doc, {
    WebSocketPolyfill: CookieSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params,
  });
  // It would report our own frames as unknown, which is all it does with them.
  for (const type of [64, 65, 66, 68, 70]) provider.messageHandlers[type] = () => undefined;
  const map = doc.getMap('marks');
  const same = (a: unknown, b: Uint8Array | undefined) =>
    b ? a instanceof Uint8Array && Buffer.compare(a, b) === 0 : a === undefined;
  return {
    doc,
    map,
    provider,
    synced: () =>
      new Promise((resolve) => {
        if (provider.synced) resolve();
        else provider.once('sync', () => resolve());
      }),
    sees: (key, value) =>
      new Promise((resolve) => {
        const look = () => {
          if (!same(map.get(key), value)) return;
          map.unobserve(look);
          resolve();
        };
        map.observe(look);
        look();
      }),
    destroy() {
      provider.destroy();
      doc.destroy();
    },
  };
}
