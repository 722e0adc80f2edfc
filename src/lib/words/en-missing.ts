/** What is said where the app cannot run at all, in English. */
import type { Missing } from '#lib/ports/device.ts';

export const missingWords = {
  'secure-address': {
    title: 'This address is not secure',
    hint: 'Browsers let the app keep your work only at an address that begins with https://, or with http://localhost on the machine the server runs on. Ask whoever runs the server for its https address.',
  },
  storage: {
    title: 'This browser keeps nothing for this site',
    hint: 'The app keeps your work on this device, and site data is blocked here. Allow site data and cookies for this address in the settings of the browser, or leave its private mode, then load the page again.',
  },
  browser: {
    title: 'This browser is too old',
    hint: 'The app needs a browser of 2024 or later. Update this one, or open the app in another.',
  },
} satisfies Record<Missing, { readonly title: string; readonly hint: string }>;
