/** Every migration by its name, in order. A new one comes last, under a number not used before. */
import type { Migration } from 'kysely';
import { up as workspace } from './0001-workspace.ts';
import { up as marks } from './0002-marks.ts';
import { up as accounts } from './0003-accounts.ts';
import { up as inviteLink } from './0004-invite-link.ts';
import { up as personal } from './0005-personal.ts';
import { up as knownBrowsers } from './0006-known-browsers.ts';
import { up as devices } from './0007-devices.ts';
import { up as preferences } from './0008-preferences.ts';
import { up as push } from './0010-push.ts';
import { up as sessionsSeen } from './0010-sessions-seen.ts';
import { up as byPerson } from './0011-by-person.ts';
import { up as renewal } from './0012-renewal.ts';
import { up as journal } from './0013-journal.ts';
import { up as pushRest } from './0013-push-rest.ts';
import { up as barred } from './0014-barred.ts';
import { up as wordsByActor } from './0015-words-by-actor.ts';
import { up as dueEnds } from './0016-due-ends.ts';
import { up as files } from './0017-files.ts';
import { up as sounds } from './0018-sounds.ts';
import { up as moments } from './0019-moments.ts';
import { up as threads } from './0020-threads.ts';
import { up as forgottenNumbers } from './0021-forgotten-numbers.ts';
import { up as invitesByInviter } from './0022-invites-by-inviter.ts';
import { up as accountUse } from './0023-account-use.ts';
import { up as blocked } from './0024-blocked.ts';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-workspace': { up: workspace },
  '0002-marks': { up: marks },
  '0003-accounts': { up: accounts },
  '0004-invite-link': { up: inviteLink },
  '0005-personal': { up: personal },
  '0006-known-browsers': { up: knownBrowsers },
  '0007-devices': { up: devices },
  '0008-preferences': { up: preferences },
  '0010-push': { up: push },
  '0010-sessions-seen': { up: sessionsSeen },
  '0011-by-person': { up: byPerson },
  '0012-renewal': { up: renewal },
  '0013-journal': { up: journal },
  '0013-push-rest': { up: pushRest },
  '0014-barred': { up: barred },
  '0015-words-by-actor': { up: wordsByActor },
  '0016-due-ends': { up: dueEnds },
  '0017-files': { up: files },
  '0018-sounds': { up: sounds },
  '0019-moments': { up: moments },
  '0020-threads': { up: threads },
  '0021-forgotten-numbers': { up: forgottenNumbers },
  '0022-invites-by-inviter': { up: invitesByInviter },
  '0023-account-use': { up: accountUse },
  '0024-blocked': { up: blocked },
};
