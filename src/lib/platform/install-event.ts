/**
 * A browser that can ask whether to install says so in an event, once, soon after the page has loaded:
 * before anything that could use it. So it is kept here from the start.
 */
let kept: Event | null = null;

export const keepInstallEvent = (): void =>
  window.addEventListener('beforeinstallprompt', (event) => {
    // Not as a bar of the browser's, in the middle of something.
    event.preventDefault();
    kept = event;
  });

export const keptInstallEvent = (): Event | null => kept;
