/** What is said about reminders, in English. */
import type { Repeat } from '#shared/workspace/vocabulary.ts';
import { isolated } from '#shared/words/isolated.ts';

export const reminderPresetWords = {
  inAnHour: 'In 1 hour',
  thisEvening: 'This evening 19:00',
  tomorrow: 'Tomorrow 9:00',
  monday: 'Monday 9:00',
  beforeDeadline: 'A day before the deadline',
};

export const reminderWords = {
  title: 'Reminders',
  add: 'Add reminder',
  remindMe: 'Remind me',
  newTitle: 'New reminder',
  editTitle: 'Edit reminder',
  text: 'What to think of',
  presets: 'When',
  day: 'Day',
  time: 'Time',
  repeat: 'Repeat',
  repeats: {
    never: 'Never',
    daily: 'Every day',
    weekdays: 'Monday to Friday',
    weekly: 'Every week',
    monthly: 'Every month',
  } satisfies Record<Repeat | 'never', string>,
  save: 'Save',
  whenMissing: 'Choose a day and a time.',
  whenPast: 'This time has passed. Choose a later one.',
  textMissing: 'Say what to think of.',
  more: (name: string) => `More about “${isolated(name)}”`,
  edit: 'Edit',
  cancel: 'Cancel reminder',
  due: 'Due now',
  upcoming: 'Coming up',
  dueHere: 'Due now, not yet confirmed by the server',
  wasDue: (when: string) => `Due since ${when}`,
  none: 'No reminders',
  noneHint:
    'Set one on a track, a comment or a notification, or one for yourself. Only you see it.',
  noneHere: 'None here. Only you see what you set.',
  plain: 'Reminder',
  on: (title: string) => `Reminder on ${isolated(title)}`,
  ofNotification: 'Show the notification',
};
