/**
 * This is the server's end of a socket in the marks simulation: the schedule carries the frames.
 */
import { EventEmitter } from 'node:events';

/** A server's end behaves as `ws` does, without a wire. */
export class ServerEnd extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  readonly #onSend: (bytes: Uint8Array) => void;
  readonly #onClose: (code: number) => void;

  constructor(onSend: (bytes: Uint8Array) => void, onClose: (code: number) => void) {
    super();
    this.#onSend = onSend;
    this.#onClose = onClose;
  }

  send(bytes: Uint8Array): void {
    this.#onSend(bytes);
  }

  /** A whole frame, as the connection below gets it. */
  write(frame: Uint8Array): void {
    const length = frame[1] ?? 0;
    this.#onSend(frame.slice(length < 126 ? 2 : length === 126 ? 4 : 10));
  }

  close(code: number): void {
    if (this.readyState !== 1) return;
    this.readyState = 3;
    this.#onClose(code);
    this.emit('close', code);
  }

  terminate(): void {
    this.close(1006);
  }

  receive(bytes: Uint8Array): void {
    if (this.readyState === 1) this.emit('message', Buffer.from(bytes), true);
  }

  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  ping(): void {
    /* Nobody listens for pings here. */
  }
}
