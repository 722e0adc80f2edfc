/** What the app says of blocking somebody, in English. */
import { isolated } from '#shared/words/isolated.ts';

export const blockingWords = {
  more: (name: string) => `More about ${isolated(name)}`,
  open: (name: string) => `Block ${isolated(name)} …`,
  title: (name: string) => `Block ${isolated(name)}?`,
  text: 'You will not be told of anything they do, and no invite of theirs will reach you. On tracks you share, you both stay, and what they say can still be read there. They are not told that you block them.',
  block: 'Block',
  /** Beside their name. */
  blocked: 'Blocked',
  blockedTitle: (name: string) => `${isolated(name)} is blocked`,
  blockedText: 'You can unblock them in Settings at any time.',
  done: 'Done',
  unblock: 'Unblock',
  unblockOf: (name: string) => `Unblock ${isolated(name)}`,
  list: 'Blocked people',
  hint: 'You are not told of what they do, and they are not told of this.',
  unblocked: (name: string) => `${isolated(name)} is unblocked.`,
};
