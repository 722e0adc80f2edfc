/** What the service worker says by itself, in English: it carries no other words. */
export const workerWords = {
  generic: 'Something is new',
  genericHint: 'Open the app to see it.',
};
