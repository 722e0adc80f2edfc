/** Where the app's files lie on the device; see the service worker's shell. */
export const shellCache = 'shell';
