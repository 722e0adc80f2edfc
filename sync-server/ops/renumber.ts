/**
 * Makes a database from a backup one that devices can go on with. They may know what the backup
 * does not: so its change logs get an epoch nobody has met, which makes devices read them from the
 * start, and ordinals go on above any that can have been given (CL8). What the database it replaces
 * still knows counts too: the clock may be another machine's, and a session that was ended must not
 * come to life again. Nor must a link that sets a password: it was used since, or another took its place.
 */
import type { DatabaseSync } from 'node:sqlite';
import { resetPrefix } from '../accounts/password-resets.ts';
import { ordinalFloor } from '../domain/changes.ts';
import { newEpoch } from '../domain/tell.ts';
import { hasTable } from './inspect.ts';

/** @param replaced null where there is none that can be read */
export function renumber(restored: DatabaseSync, replaced: DatabaseSync | null, now: number): void {
  restored.exec('begin immediate');
  const begin = restored.prepare(
    'update user_head set epoch = ?, ordinal = max(ordinal + 1, ?) where user_id = ?',
  );
  const given = replaced?.prepare('select ordinal from user_head where user_id = ?');
  const epoch = newEpoch(now);
  for (const { user_id: userId } of restored.prepare('select user_id from user_head').all()) {
    const last = Number(given?.get(String(userId))?.['ordinal'] ?? 0);
    begin.run(epoch, Math.max(ordinalFloor(now), last + 1), String(userId));
  }
  if (replaced) endSessions(restored, replaced);
  if (hasTable(restored, 'verification')) {
    restored.prepare('delete from verification where identifier like ?').run(`${resetPrefix}%`);
  }
  restored.exec('commit');
}

/** Ends the sessions that only the backup knows, of people both know: they were ended since. */
function endSessions(restored: DatabaseSync, replaced: DatabaseSync): void {
  const person = replaced.prepare('select 1 from user where id = ?');
  const session = replaced.prepare('select 1 from session where id = ?');
  const end = restored.prepare('delete from session where id = ?');
  const unsubscribe = hasTable(restored, 'push_subscription')
    ? restored.prepare('delete from push_subscription where session_id = ?')
    : null;
  for (const { id, userId } of restored.prepare('select id, userId from session').all()) {
    if (!person.get(String(userId)) || session.get(String(id))) continue;
    end.run(String(id));
    unsubscribe?.run(String(id));
  }
}
