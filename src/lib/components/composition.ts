/** While an input method composes, keys belong to its text: Enter ends a composition, and sends nothing. */

/** Safari tells of the key that ends a composition after its end, under this code. */
const ofInputMethod = 229;

/** Lets no handler of the app hear of such a key; to be called before all of them. */
export function keepComposition(event: KeyboardEvent): void {
  if (event.isComposing || event.keyCode === ofInputMethod) event.stopImmediatePropagation();
}
