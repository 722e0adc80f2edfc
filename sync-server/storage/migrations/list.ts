/** Every migration by its name, in order. A new one comes last, under a number not used before. */
import type { Migration } from 'kysely';
import * as workspace from './0001-workspace.ts';
import * as marks from './0002-marks.ts';
import * as accounts from './0003-accounts.ts';
import * as inviteLink from './0004-invite-link.ts';
import * as personal from './0005-personal.ts';
import * as knownBrowsers from './0006-known-browsers.ts';
import * as devices from './0007-devices.ts';
import * as preferences from './0008-preferences.ts';
import * as push from './0010-push.ts';
import * as sessionsSeen from './0010-sessions-seen.ts';
import * as byPerson from './0011-by-person.ts';
import * as renewal from './0012-renewal.ts';
import * as journal from './0013-journal.ts';
import * as pushRest from './0013-push-rest.ts';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-workspace': workspace,
  '0002-marks': marks,
  '0003-accounts': accounts,
  '0004-invite-link': inviteLink,
  '0005-personal': personal,
  '0006-known-browsers': knownBrowsers,
  '0007-devices': devices,
  '0008-preferences': preferences,
  '0010-push': push,
  '0010-sessions-seen': sessionsSeen,
  '0011-by-person': byPerson,
  '0012-renewal': renewal,
  '0013-journal': journal,
  '0013-push-rest': pushRest,
};
