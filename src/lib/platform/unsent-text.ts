/**
 * Whether somebody has typed something in this tab that lies nowhere else: a text field they wrote into
 * since it was last sent, still on the page, not empty, and not kept on the device by itself (`data-kept`).
 * A reload waits for it. Knows fields only, not what they mean.
 */
export interface UnsentText {
  has(): boolean;
  /** Calls back once, as soon as there is none. */
  whenSent(next: () => void): void;
}

/** A form that sends empties its fields by script, which tells nobody; so we look again. */
const lookAgainMs = 1_000;

export function watchUnsentText(document: Document): UnsentText {
  const fields = new Set<HTMLInputElement | HTMLTextAreaElement>();
  document.addEventListener('input', ({ target, isTrusted }) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (!isTrusted || !isField || target.type === 'checkbox') return;
    if (!('kept' in target.dataset)) fields.add(target);
  });
  document.addEventListener('submit', ({ target }) => {
    for (const field of fields) if (field.form === target) fields.delete(field);
  });
  const has = () => {
    for (const field of fields) {
      if (!field.isConnected || field.value === '') fields.delete(field);
    }
    return fields.size > 0;
  };
  const whenSent = (next: () => void) => {
    if (has()) setTimeout(() => whenSent(next), lookAgainMs);
    else next();
  };
  return { has, whenSent };
}
