/** These shapes for Icon.svelte, drawn for this app, show the steps to install. */

/** An arrow out of a box: Share, as Safari draws it. */
export const share = 'M12 15V3M8 6.5 12 3l4 3.5M8 10H6v11h12V10h-2';
/** A tile with a plus in it: to the Home Screen, to the Dock. */
export const plusTile =
  'M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM12 8.5v7M8.5 12h7';
/** The app's own tile, with the meter on it. */
export const appTile =
  'M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM7.5 11v2.5M10.5 8v8.5M13.5 9.5V15M16.5 11.5v2';
