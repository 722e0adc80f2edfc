/**
 * Whether somebody has typed something in this tab that lies nowhere else yet: a text field they wrote
 * into that is still on the page and not empty. A reload waits for it. Knows fields only, not what they
 * mean.
 */
export interface UnsentText {
  /** Calls back once, as soon as there is none. */
  whenSent(next: () => void): void;
}

/** A form that sends empties its fields by script, which tells nobody; so we look again. */
const lookAgainMs = 1_000;

export function watchUnsentText(document: Document): UnsentText {
  const fields = new Set<HTMLInputElement | HTMLTextAreaElement>();
  document.addEventListener('input', ({ target, isTrusted }) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isTrusted && isField) fields.add(target);
  });
  const hasText = () => {
    for (const field of fields) {
      if (!field.isConnected || field.value === '') fields.delete(field);
    }
    return fields.size > 0;
  };
  const whenSent = (next: () => void) => {
    if (hasText()) setTimeout(() => whenSent(next), lookAgainMs);
    else next();
  };
  return { whenSent };
}
