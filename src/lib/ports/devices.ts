/** Which devices this person has, and which of them said what of a row. Reading never asks the network. */
import type { Device } from '#shared/workspace/entities.ts';
import type { LastWord } from '#shared/marks/last-word.ts';
import type { Observable } from '#shared/base/observable.ts';

export interface DeviceView {
  readonly device: Device;
  readonly isThis: boolean;
  /** When it last did something that has reached this device; null where it never has. */
  readonly saidAt: number | null;
}

export interface RowTruth extends LastWord {
  /** In words; null where the device is not known any more. */
  readonly deviceName: string | null;
  readonly isHere: boolean;
}

export interface DevicesReader {
  /** Last heard of first. */
  devices(): Observable<readonly DeviceView[]>;
  /** As it is now; null where nothing was ever said of the row. */
  truthOf(ordinal: number): Promise<RowTruth | null>;
}
