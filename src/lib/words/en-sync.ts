/** What the page about syncing says, in English. */
import type { Device } from '#shared/workspace/entities.ts';
import type { Hindrance, SyncStatus } from '#lib/ports/session.ts';
import { count } from './count.ts';
import { isolated } from '#shared/words/isolated.ts';

export const syncWords = {
  title: 'Sync',
  about: {
    live: 'Everything you did is stored on the server, and everything new is here.',
    syncing: 'What you did is on its way. It is safe on this device.',
    offline:
      'The server cannot be reached. Go on working: all of it is kept on this device and sent later.',
    'sign-in': 'Sign in again, and what waits here is sent.',
    broken:
      'This browser cannot read what it keeps for the app. Close the app in all windows, start the browser again, and see that the disk is not full. What waits here was not deleted.',
  } satisfies Record<SyncStatus['kind'], string>,
  hindrances: {
    foreign: {
      about:
        'Something on this network answers instead of the server. Go on working: all of it is kept on this device and sent as soon as the server answers.',
      link: 'See what it says',
    },
    'network-sign-in': {
      about:
        'This network lets nothing through before you sign in to it. Go on working: all of it is kept on this device and sent afterwards.',
      link: 'Sign in to the network',
    },
    'other-address': {
      about:
        'The server expects to be opened at another address than this one, and takes nothing from here. Ask whoever runs it which one, or to set ORIGIN to this one. All of it is kept on this device.',
      link: '',
    },
    'account-gone': {
      about:
        'The server does not know this account any more: it was deleted, or the server went back to a time before it. What is on this device stays here until you sign out. Settings can save a copy of it first.',
      link: '',
    },
  } satisfies Record<Hindrance, { readonly about: string; readonly link: string }>,
  coming: (changes: number) => `${count(changes, 'change is', 'changes are')} still to come.`,
  waiting: 'Waiting to be sent',
  nothing: 'Nothing waits.',
  marks: (rows: number) => `${count(rows, 'notification', 'notifications')} read or dismissed`,
  decided: 'On the server, coming back',
  refusedNone: 'Nothing was refused.',
  onTrack: (title: string) => `on ${isolated(title)}`,
  texts: 'Written here, not sent',
  discard: 'Discard',
  devices: 'Your devices',
  thisDevice: 'This device',
  forms: { phone: 'Phone', tablet: 'Tablet', computer: 'Computer' } satisfies Record<
    Device['form'],
    string
  >,
  said: (when: string) => `Last change ${when}`,
  saidNothing: 'No change yet',
  heard: (when: string) => `heard of ${when}`,
};
