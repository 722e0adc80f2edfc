/**
 * Whose this browser is, for the service worker, which cannot see what the page remembers. It lies
 * outside the databases of the account and is the first to go at a sign-out: where it does not name
 * an account, nothing of that account is shown, written or sent. Opened for each question, as there are
 * few.
 */
import { Dexie, type EntityTable } from 'dexie';
import { calledOffWhenLeft } from './open-transactions.ts';

export interface Owner {
  readonly name: 'owner';
  readonly userId: string;
  /** `leaving`: signed out here, and the server may not know yet. */
  readonly state: 'here' | 'leaving';
  /** They turned pushes on in this browser. */
  readonly wantsPush: boolean;
}

class OwnerDatabase extends Dexie {
  declare readonly owner: EntityTable<Owner, 'name'>;
}

type OwnerTable = OwnerDatabase['owner'];

async function withOwner<T>(work: (owner: OwnerTable) => Promise<T>): Promise<T> {
  const db = calledOffWhenLeft(new OwnerDatabase('browser'));
  db.version(1).stores({ owner: 'name' });
  try {
    return await db.transaction('rw', db.owner, () => work(db.owner));
  } finally {
    db.close();
  }
}

/** @returns null where nobody was ever signed in, or the last one is gone for good */
export const readOwner = (): Promise<Owner | null> =>
  withOwner(async (owner) => (await owner.get('owner')) ?? null);

/** Somebody is signed in here; what they wanted before stays. */
export const keepOwner = (userId: string): Promise<void> =>
  withOwner(async (owner) => {
    const before = await owner.get('owner');
    const isSame = before?.userId === userId && before.state === 'here';
    const wantsPush = isSame && before.wantsPush;
    await owner.put({ name: 'owner', userId, state: 'here', wantsPush });
  });

export const keepWish = (userId: string, wantsPush: boolean): Promise<void> =>
  withOwner(async (owner) => {
    const before = await owner.get('owner');
    if (before?.userId === userId && before.state === 'here') {
      await owner.put({ ...before, wantsPush });
    }
  });

/** From now on nobody is here. */
export const startLeaving = (userId: string): Promise<void> =>
  withOwner(async (owner) => {
    await owner.put({ name: 'owner', userId, state: 'leaving', wantsPush: false });
  });

/** Server and push service know; somebody else who has come meanwhile stays. */
export const endLeaving = (userId: string): Promise<void> =>
  withOwner(async (owner) => {
    const before = await owner.get('owner');
    if (before?.userId === userId && before.state === 'leaving') await owner.delete('owner');
  });
