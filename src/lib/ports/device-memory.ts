/** What is known of this device's databases should they be gone. */
export interface Remembered {
  /** The id this browser had for this account: a database made anew gives it another. */
  readonly device: string;
  /** Acts and marks that only the databases held. */
  readonly changes: number;
  /** Half-written texts, of any page. */
  readonly texts: number;
}

export interface DeviceMemory {
  /** Null where this browser never held anything of this account, or has let go of it. */
  recall(): Remembered | null;
  remember(kept: Remembered): void;
}
