/** What this person did to notifications, on any device, and what of it can still be taken back. */
import type { ActKind } from '#shared/marks/acts.ts';
import type { ActId } from './feed.ts';
import type { Observable } from '#shared/base/observable.ts';

export interface PastAct {
  readonly id: ActId;
  readonly kind: ActKind;
  /** How many rows the person saw change. */
  readonly count: number;
  /** In words; null where the device is not known any more. */
  readonly deviceName: string | null;
  readonly isHere: boolean;
  /** Ms since 1970, as far as clocks can be trusted. */
  readonly at: number;
  /** `overtaken`: later acts have said something else on all of it. */
  readonly state: 'undoable' | 'undone' | 'overtaken';
}

export interface HistoryReader {
  /** Of the last 30 days, latest first. */
  acts(): Observable<readonly PastAct[]>;
}
