/** What lies on this device, and what its owner may do with it. Works without a network, but for one. */

export interface StorageFacts {
  /** The browser has promised not to clear it by itself. */
  readonly isKept: boolean;
  /** Null where the browser does not say. */
  readonly usedBytes: number | null;
  readonly mostBytes: number | null;
}

export interface ThisDevice {
  storage(): Promise<StorageFacts>;
  /** Asks the browser for that promise. */
  keep(): Promise<StorageFacts>;
  /** Everything of the account on this device, as JSON in UTF-8. */
  exported(): Promise<Blob>;
  /**
   * Fetches the app and what the server holds anew; what waits to be sent stays. Afterwards the page
   * begins anew. @returns false where the server cannot be reached: then nothing was done
   */
  reset(): Promise<boolean>;
}
