/**
 * Stands for `lib0/logging` in the app's build: what Yjs warns of, without the colours and the DOM and
 * schema library that draw them.
 */
export const print = (...words: readonly unknown[]): void => console.log(...words);
export const warn = (...words: readonly unknown[]): void => console.warn(...words);
export const [BOLD, UNBOLD, ORANGE, RED] = ['', '', '', ''];
