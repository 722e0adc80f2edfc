/**
 * This is one device of the load: it connects, introduces itself, writes when asked to, and notes
 * when its writes were promised to it and when the other devices of the document had them. It is
 * cheap on purpose.
 */
import { WebSocket } from 'ws';
import { markUpdate, wireOf, type Heard, type Seat, type Wire } from './wires.ts';

/** A listener hears what the load as a whole wants to know. */
export interface DeviceListener {
  /** A device got what another one of its document wrote, or what there was before it came. */
  received(update: Uint8Array): void;
  promised(device: Device, clock: number): void;
  closed(device: Device, code: number): void;
}

/** Far above what any server takes. */
const welcomeMs = 30_000;

export class Device {
  readonly client: number;
  readonly document: string;
  readonly ready: Promise<void>;
  readonly #wire: Wire;
  readonly #ws: WebSocket;
  readonly #listener: DeviceListener;
  #clock = 0;
  #promised = 0;
  /** Promises that come one by one and are not about a write. */
  #answersUnpromised = 0;
  #becomeReady: () => void;

  constructor(client: number, seat: Seat, listener: DeviceListener) {
    this.client = client;
    this.document = seat.document;
    this.#listener = listener;
    this.#wire = wireOf(seat);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#becomeReady = resolve;
    const address = `ws://127.0.0.1:${seat.port}${this.#wire.path(seat.document)}`;
    // Each comes from an address of its own, as people do.
    const from = [10, (client >> 16) & 255, (client >> 8) & 255, client & 255].join('.');
    const headers = { 'x-forwarded-for': from, ...(seat.cookie && { cookie: seat.cookie }) };
    this.#ws = new WebSocket(address, { headers, perMessageDeflate: false });
    this.#ws.on('open', () => {
      for (const bytes of this.#wire.greeting) this.#ws.send(bytes);
      if (this.#wire.greeting.length === 0) resolve();
    });
    this.#ws.on('message', (bytes: Buffer) => {
      this.#hear(this.#wire.parse(bytes));
    });
    this.#ws.on('error', reject);
    this.#ws.on('close', (code) => {
      reject(new Error(`closed with ${code}`));
      listener.closed(this, code);
    });
    const timer = setTimeout(() => reject(new Error('not welcomed in time')), welcomeMs);
    promise.catch(() => undefined).finally(() => clearTimeout(timer));
  }

  /** The clock after everything it wrote. */
  get clock(): number {
    return this.#clock;
  }

  write(): void {
    const update = markUpdate(this.client, this.#clock);
    this.#clock += 1;
    this.#ws.send(this.#wire.wrap(update));
  }

  close(): void {
    this.#ws.terminate();
  }

  #hear(heard: Heard): void {
    if (this.#wire.isReady(heard)) this.#becomeReady();
    switch (heard.kind) {
      case 'update':
      case 'synced':
        this.#listener.received(heard.update);
        return;
      case 'promised':
        this.#promise(heard.clocks.get(this.client) ?? 0);
        return;
      case 'promised-next':
        if (this.#answersUnpromised > 0) this.#answersUnpromised -= 1;
        else this.#promise(this.#promised + 1);
        return;
      case 'asked':
        if (this.#wire.promisesAnswers) this.#answersUnpromised += 1;
        this.#ws.send(this.#wire.answer());
        return;
      case 'welcome':
        for (const bytes of this.#wire.afterWelcome) this.#ws.send(bytes);
        return;
      case 'other':
    }
  }

  #promise(clock: number): void {
    if (clock <= this.#promised) return;
    this.#promised = clock;
    this.#listener.promised(this, clock);
  }
}
