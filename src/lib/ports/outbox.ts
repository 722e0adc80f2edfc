/** What of this device's acts is not on the server yet, for whoever wants to know exactly. */
import type { Command } from '#shared/workspace/commands.ts';
import type { Observable } from '#shared/base/observable.ts';

export interface WaitingCommand {
  readonly id: string;
  readonly command: Command;
  readonly at: number;
  /** Decided by the server; its effect is on the way here. */
  readonly isDecided: boolean;
}

export interface Unsent {
  /** In the order of acting. */
  readonly commands: readonly WaitingCommand[];
  /** Rows whose read or dismissed state the server has not stored yet. */
  readonly marks: number;
}

export interface OutboxReader {
  unsent(): Observable<Unsent>;
}
