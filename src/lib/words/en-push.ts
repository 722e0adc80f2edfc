/** What is said about pushes, in English. */
import type { PushFault, PushState } from '#lib/ports/device.ts';
import type { Category } from '#shared/workspace/vocabulary.ts';

export const pushWords = {
  title: 'When the app is closed',
  about: {
    unsupported: 'This browser cannot tell you anything while the app is closed.',
    'needs-install':
      'On this device only an app on the home screen can. Tap Share, then “Add to Home Screen”, open it there, and come back to this page.',
    default: 'This device can tell you what happens while the app is closed.',
    denied:
      'Notifications of this site are blocked in your browser. Allow them in its settings for this site, and they can be turned on here.',
    off: 'This device tells you nothing while the app is closed.',
    on: 'This device tells you what happens, also while the app is closed.',
  } satisfies Record<PushState, string>,
  turnOn: 'Turn on notifications',
  turnOff: 'Turn off',
  test: 'Send a test',
  tested: 'A test is on its way to this device.',
  faults: {
    'not-answered': 'Your browser asked, and got no answer. Try again when you like.',
    denied: 'Your browser was told not to allow it.',
    offline: 'The server cannot be reached. Try again when it can.',
    'no-push-service': 'Your browser gives no address to push to. Try again later.',
    'push-service':
      'The push service of your browser did not take it. Everything else works; try again later.',
    'server-fault': 'The server could not do it. Try again later.',
  } satisfies Record<PushFault, string>,
  what: 'What may interrupt you, on all your devices',
  categories: {
    collaboration: 'Invites, comments and mentions',
    deadline: 'Due dates',
    workflow: 'Stages and moved dates',
    reminder: 'Your reminders',
    system: 'Announcements and sign-ins',
    support: 'Answers to your tickets',
  } satisfies Record<Category, string>,
  quiet: 'Quiet hours',
  quietHint:
    'By the clock of each device. What is urgent, and what you asked to be reminded of, comes when they end.',
  from: 'From',
  to: 'To',
  hide: 'Hide what it is about',
  hideHint: 'The notification says that there is something new, not what.',
  offer: 'Get told what happens while the app is closed.',
  decline: 'No, thanks',
};
