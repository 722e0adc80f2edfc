/** Being told on this device when the app is closed. */
import type { Observable } from '#shared/base/observable.ts';

export type PushState =
  /** This browser cannot. */
  | 'unsupported'
  /** It could if the app were on the home screen (iPhone, iPad). */
  | 'needs-install'
  /** The person was not asked yet. */
  | 'default'
  /** They, or their browser, said no: only the browser's settings can change that. */
  | 'denied'
  | 'off'
  | 'on';

export type PushFault =
  /** They closed the browser's question without an answer. */
  | 'not-answered'
  | 'denied'
  | 'offline'
  /** The browser gave no address to push to: its push service is out of reach, or switched off. */
  | 'no-push-service'
  | 'server-fault';

export interface PushPort {
  state(): Observable<PushState>;
  /** From a click only, as the browser may ask the person. @returns null once pushes will arrive */
  turnOn(): Promise<PushFault | null>;
  /** Works without a network. */
  turnOff(): Promise<void>;
  /** Asks the server for one, to this device. */
  sendTest(): Promise<PushFault | null>;
  /** Whether to offer it by ourselves: never again once they said no. */
  isOffered(): boolean;
  declineOffer(): void;
}
