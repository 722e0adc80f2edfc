/** Setting a new password by a link from the operator, in English. */
import type { ResetFault } from '#lib/ports/account.ts';
import { signInWords } from './en-account.ts';

export const newPasswordWords = {
  title: 'Set a new password',
  lead: 'It signs you out everywhere else. What waits on other devices stays there until you sign in again.',
  password: 'New password',
  hint: signInWords.passwordHint,
  submit: 'Set password',
  done: 'Your new password is set. Sign in with it.',
  toSignIn: 'Sign in',
  faults: {
    ...signInWords.faults,
    'link-gone': 'This link has been used, or is too old. Ask whoever runs the server for another.',
  } satisfies Record<ResetFault, string>,
};
