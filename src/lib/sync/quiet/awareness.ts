/**
 * Stands for `y-protocols/awareness` in the app's build: the provider of y-websocket wants one, the
 * server ignores whatever it says, and nobody here has a cursor to show. Saves what cursors cost.
 */
export class Awareness {
  readonly states: ReadonlyMap<number, object> = new Map();
  getStates(): ReadonlyMap<number, object> {
    return this.states;
  }
  getLocalState(): null {
    return null;
  }
  setLocalState(): void {}
  on(): void {}
  off(): void {}
  destroy(): void {}
}

export const encodeAwarenessUpdate = (): Uint8Array => new Uint8Array();
export const applyAwarenessUpdate = (): void => {};
export const removeAwarenessStates = (): void => {};
export const outdatedTimeout = 30_000;
