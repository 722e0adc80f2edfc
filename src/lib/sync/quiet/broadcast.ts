/**
 * Stands for `lib0/broadcastchannel` in the app's build: the provider of y-websocket never uses it here
 * (`disableBc`), as one tab leads and the others read what it writes.
 */
export const subscribe = (): void => {};
export const unsubscribe = (): void => {};
export const publish = (): void => {};
