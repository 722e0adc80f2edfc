/** Signing in, up and out, and what one sets for oneself, in English. */
import type { SignInFault, Unsafe } from '#lib/ports/account.ts';
import { count } from './count.ts';
import { isolated } from '#shared/words/isolated.ts';

export const signInWords = {
  title: 'Sign in',
  signUpTitle: 'Create your account',
  lead: 'Your tracks, and what happens on them. Online or not.',
  /** An app that was just installed has an empty storage of its own on some devices. */
  installed: 'Sign in once with a network. From then on this app opens without one.',
  name: 'Name',
  email: 'E-mail',
  password: 'Password',
  passwordHint: 'At least 8 characters.',
  submit: 'Sign in',
  signUp: 'Create account',
  toSignUp: 'Create an account',
  toSignIn: 'I have an account',
  here: (name: string) => `Signed in here as ${isolated(name)}.`,
  goOn: 'Back to your tracks',
  demo: 'Look around as',
  demoAs: (name: string) => `Sign in as ${isolated(name)}`,
  support: 'Support',
  seeWhat: 'See what it says',
  missing: {
    name: 'Tell the others who you are.',
    email: 'Enter your e-mail address.',
    password: 'Enter your password.',
  },
  faults: {
    'wrong-credentials': 'E-mail and password do not match.',
    'email-taken': 'There is an account with this address already. Sign in instead.',
    'invalid-email': 'This is not an e-mail address.',
    'invalid-name': 'Choose a name that others can see, of 80 characters at most.',
    'weak-password': 'Choose a password of at least 8 characters.',
    'too-many-attempts':
      'Too many attempts. Wait a minute, then try again. A browser you have used before need not wait.',
    offline: 'The server cannot be reached. Signing in needs a network, this once.',
    foreign:
      'Something on this network answers instead of the server, such as a page that wants you to sign in to the network.',
    'other-address':
      'The server expects to be opened at another address than this one. Ask whoever runs it which one, or to set ORIGIN to this one.',
    'no-cookie':
      'The password is right, but this browser, or something on the way, does not keep the cookie that says so. Allow cookies for this site, then try again.',
    'server-fault': 'The server has a problem. Nothing is lost; try again in a moment.',
  } satisfies Record<SignInFault, string>,
};

export const accountWords = {
  pages: 'Pages',
  reminders: 'Reminders',
  support: 'Support',
  sync: 'Sync',
  account: 'Account',
  settings: 'Settings',
};

export const signOutWords = {
  title: 'Sign out',
  lost: ({ changes, texts, files }: Unsafe) =>
    [
      ...(changes > 0
        ? [`${count(changes, 'change is', 'changes are')} not on the server yet and will be lost.`]
        : []),
      ...(texts > 0
        ? [`${count(texts, 'text is', 'texts are')} written and not sent, and will be lost.`]
        : []),
      ...(files > 0
        ? [`${count(files, 'file is', 'files are')} not on the server yet and will not get there.`]
        : []),
    ].join(' '),
  clean: 'Signing out removes everything from this device. It stays on the server.',
  confirm: 'Sign out',
  keep: 'Stay signed in',
};
