/**
 * This file makes thousands of accounts with a session each, beside the running server: signing
 * them up would measure how slowly passwords are hashed, which is slow on purpose.
 */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sessionCookie } from '../../sync-server/accounts/cookies.ts';

/** Signs the sessions of benches; the server is started with it. */
export const benchSecret = 'a secret of benches, known to everybody';

export interface BenchPerson {
  readonly userId: string;
  readonly cookie: string;
}

const sessionMs = 24 * 60 * 60 * 1_000;

export interface BenchServer {
  readonly folder: string;
  readonly port: number;
}

/** @param name tells these from others in the same database */
export function addPeople(
  { folder, port }: BenchServer,
  name: string,
  count: number,
): readonly BenchPerson[] {
  const db = new DatabaseSync(join(folder, 'feed.db'), { timeout: 10_000 });
  db.exec('begin immediate');
  const now = new Date().toISOString();
  const until = new Date(Date.now() + sessionMs).toISOString();
  const addUser = db.prepare(
    `insert into user (id, name, email, emailVerified, createdAt, updatedAt)
     values (?, ?, ?, 1, ?, ?)`,
  );
  const addSession = db.prepare(
    `insert into session (id, expiresAt, token, createdAt, updatedAt, userId)
     values (?, ?, ?, ?, ?, ?)`,
  );
  const people: BenchPerson[] = [];
  for (let index = 0; index < count; index += 1) {
    const userId = `${name}-${index}`;
    const token = `token-of-${userId}`;
    addUser.run(userId, userId, `${userId}@studio.example`, now, now);
    addSession.run(`session-of-${userId}`, until, token, now, now, userId);
    people.push({ userId, cookie: cookieOf(token, port) });
  }
  db.exec('commit');
  db.close();
  return people;
}

/** Signs it as better-auth does. */
function cookieOf(token: string, port: number): string {
  const signature = createHmac('sha256', benchSecret).update(token).digest('base64');
  return `${sessionCookie(`http://localhost:${port}`)}=${encodeURIComponent(`${token}.${signature}`)}`;
}
