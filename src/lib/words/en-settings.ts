/** What one sets on this device and of one's account, in English. */
import type { InstallWay } from '#lib/ports/device.ts';
import type { AccountFault } from '#lib/ports/account.ts';
import { count } from './count.ts';
import { isolated } from '#shared/words/isolated.ts';
import { en } from './en.ts';

/** As storage is counted. */
function size(bytes: number): string {
  const [unit, one] = bytes >= 1e9 ? ['gigabyte', 1e9] : ['megabyte', 1e6];
  const format = { style: 'unit', unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(en.locale, format).format(bytes / one);
}

export const settingsWords = {
  title: 'Settings',
  account: 'Account',
  look: 'Look',
  theme: 'Theme',
  themes: { auto: 'Like this device', light: 'Light', dark: 'Dark' },
  sessions: 'Where you are signed in',
  thisDevice: 'This device',
  online: 'Online now',
  seen: (when: string) => `Last seen ${when}`,
  endOne: 'Sign out there',
  endOneOf: (name: string) => `Sign out there: ${isolated(name)}`,
  endOthers: 'Sign out everywhere else',
  sessionsFault: 'Where else you are signed in can be seen with a network only.',
  ended: (name: string) => `${isolated(name)} is signed out.`,
  endedOthers: 'Signed out everywhere else.',
  storage: 'Storage on this device',
  used: (bytes: number, most: number | null) =>
    `${size(bytes)} used${most === null ? '' : ` of ${size(most)}`}`,
  kept: 'Kept until you sign out.',
  notKept: 'May be cleared when the disk is full, and what waits to be sent with it.',
  keep: 'Keep on this device',
  keepNotAnswered: 'Your browser asked, and got no answer. Try again when you like.',
  keepRefused: 'The browser does not promise it yet. Installing the app helps.',
  download: 'Your data',
  downloadHint: 'Everything of yours that is on this device, as a JSON file.',
  downloadAct: 'Download',
  app: 'App',
  version: (version: string) => `Version ${version}`,
  check: 'Check for updates',
  checking: 'Looking …',
  checked: {
    current: 'This is the newest version.',
    found: 'A new version is on its way. The status says when it is here.',
    offline: 'The server cannot be reached.',
  },
  zone: 'Time zone',
  zoneUnsaid: (zone: string) =>
    `This device does not say its time zone; times are shown in ${zone}.`,
  install: 'Install app',
  installHint: 'A window of its own, and it opens without a network.',
  reset: 'Reset app',
  resetHint:
    'Fetches the app, your data and the sounds kept here anew. What waits to be sent stays.',
  resetTitle: 'Reset the app on this device?',
  resetText: (waiting: number) =>
    waiting === 0
      ? 'It is fetched anew from the server, with your data and the sounds kept here. This takes a moment.'
      : `It is fetched anew from the server, with your data and the sounds kept here. ${count(waiting, 'change waits', 'changes wait')} to be sent and will be kept.`,
  resetOffline: 'The server cannot be reached, and a reset needs it. Nothing was changed.',
  licences: 'Licences',
  licencesHint: 'What this app is made with.',
};

export const installWords = {
  offer: 'Keep this app at hand: it opens without a network.',
  later: 'No, thanks',
  title: 'Install app',
  steps: {
    ios: [
      'Touch Share in the bar of the browser.',
      'Choose “Add to Home Screen”.',
      'Open it from there once with a network, and sign in: it has a storage of its own.',
    ],
    mac: [
      'Click Share in the bar of Safari.',
      'Choose “Add to Dock”.',
      'Open it from the Dock once with a network, and sign in if it asks.',
    ],
  } satisfies Record<Exclude<InstallWay, 'prompt'>, readonly string[]>,
};

export const ownAccountWords = {
  title: 'Account',
  name: 'Name',
  nameHint: 'What the others see beside what you do.',
  save: 'Save',
  saved: 'Saved. Everybody you work with sees it.',
  password: 'Password',
  current: 'Current password',
  next: 'New password',
  nextHint: 'At least 8 characters.',
  endOthers: 'Sign out everywhere else',
  change: 'Change password',
  changed: 'The password is changed.',
  changedOnly: 'The password is changed. Signing out elsewhere failed: try it in Settings.',
  remove: 'Delete account',
  removeHint: 'Takes your tracks, words and everything else of yours along, on every device.',
  removeText:
    'Your tracks are deleted for everybody on them. Comments elsewhere stay, without words and name. What others were told keeps your name. This cannot be taken back.',
  removeTitle: 'Delete your account?',
  removeWaiting: (waiting: number) =>
    `${count(waiting, 'change that waits', 'changes that wait')} to be sent will be lost too.`,
  removeConfirm: 'Delete for good',
  settings: 'Settings',
  missing: { name: 'Tell the others who you are.', password: 'Enter your password.' },
  faults: {
    offline: 'The server cannot be reached. This needs a network; nothing was changed.',
    foreign:
      'Something on this network answers instead of the server, such as a page that wants you to sign in to the network. Nothing was changed.',
    'sign-in': 'Sign in again first. Nothing was changed.',
    'wrong-password': 'This is not your password.',
    'weak-password': 'Choose a password of at least 8 characters.',
    'too-many-attempts': 'Too many attempts. Wait a minute, then try again.',
    'server-fault': 'The server has a problem. Nothing was changed; try again in a moment.',
  } satisfies Record<AccountFault, string>,
};
