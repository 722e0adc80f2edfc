/**
 * Whether somebody has typed something in this tab that lies nowhere else yet: a text field they wrote
 * into since it was last sent, still on the page and not empty, or a draft whose dialog is shut. A
 * reload waits for it. Knows fields only, not what they mean.
 */
export interface UnsentText {
  has(): Promise<boolean>;
  /** Calls back once, as soon as there is none. */
  whenSent(next: () => void): void;
}

/** A form that sends empties its fields by script, which tells nobody; so we look again. */
const lookAgainMs = 1_000;

/** @param hasDraft of what is typed and not on the page */
export function watchUnsentText(document: Document, hasDraft: () => Promise<boolean>): UnsentText {
  const fields = new Set<HTMLInputElement | HTMLTextAreaElement>();
  document.addEventListener('input', ({ target, isTrusted }) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isTrusted && isField) fields.add(target);
  });
  document.addEventListener('submit', ({ target }) => {
    for (const field of fields) if (field.form === target) fields.delete(field);
  });
  const has = async () => {
    for (const field of fields) {
      if (!field.isConnected || field.value === '') fields.delete(field);
    }
    return fields.size > 0 || (await hasDraft());
  };
  const whenSent = (next: () => void) => {
    void has().then((isUnsent) => {
      if (isUnsent) setTimeout(() => whenSent(next), lookAgainMs);
      else next();
    });
  };
  return { has, whenSent };
}
