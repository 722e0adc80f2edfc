/**
 * This is a workspace store that counts what it commits, and fails where the command simulation
 * tells it to; with copies of a whole database, for a server that is restored.
 */
import type { DatabaseSync } from 'node:sqlite';
import type {
  Numbered,
  StoredOutcome,
  WorkspaceStore,
} from '../../../sync-server/storage/workspace-store.ts';
import type { BrokenCommandRule } from './broken.ts';

export class ServerKilled extends Error {}

export type WatchedStore = ReturnType<typeof watchedStore>;

export function watchedStore(store: WorkspaceStore, broken: BrokenCommandRule | null) {
  const committed: StoredOutcome[] = [];
  let commitsLeft = Number.POSITIVE_INFINITY;
  const poisoned = new Set<string>();
  const wrapped: WorkspaceStore = {
    ...store,
    read: (work) => store.read(work),
    async write(work) {
      const outcomes: StoredOutcome[] = [];
      const result = await store.write(async (tx) => {
        const value = await work(
          new Proxy(tx, {
            get(target, key) {
              const method: unknown = Reflect.get(target, key, target);
              if (typeof method !== 'function') return method;
              if (key === 'outcome' && broken === 'the server stores outcomes with their effects') {
                return () => Promise.resolve(null);
              }
              if (
                key === 'numbering' &&
                broken === 'what the server has forgotten never runs again'
              ) {
                return async (userId: string, device: string) => ({
                  ...(await target.numbering(userId, device)),
                  forgotten: 0,
                });
              }
              if (key !== 'storeOutcome') return method.bind(target) as unknown;
              return async (
                userId: string,
                stored: StoredOutcome,
                numbered: Numbered,
                at: number,
              ) => {
                if (poisoned.has(stored.outcome.id)) throw new ServerKilled('poisoned');
                outcomes.push(stored);
                if (broken === 'the server stores outcomes with their effects') return;
                await target.storeOutcome(userId, stored, numbered, at);
              };
            },
          }),
        );
        if (outcomes.length > 0) {
          if (commitsLeft <= 0) throw new ServerKilled('before commit');
          commitsLeft -= 1;
        }
        return value;
      });
      committed.push(...outcomes);
      return result;
    },
  };
  return {
    wrapped,
    committed,
    poisoned,
    /** The next so many commands are committed, then the server is gone until `heal`. */
    killAfter(commits: number) {
      commitsLeft = commits;
    },
    heal() {
      commitsLeft = Number.POSITIVE_INFINITY;
    },
  };
}

function tablesOf(sqlite: DatabaseSync): readonly string[] {
  const rows = sqlite.prepare("select name from main.sqlite_master where type = 'table'").all();
  return rows.map(({ name }) => String(name)).filter((name) => !name.startsWith('sqlite_'));
}

export function keepCopy(sqlite: DatabaseSync): void {
  sqlite.exec("attach ':memory:' as kept");
  for (const table of tablesOf(sqlite)) {
    sqlite.exec(`create table kept."${table}" as select * from main."${table}"`);
  }
}

export function restoreCopy(sqlite: DatabaseSync): void {
  sqlite.exec('pragma foreign_keys = off; begin');
  for (const table of tablesOf(sqlite)) {
    sqlite.exec(`delete from main."${table}"`);
    sqlite.exec(`insert into main."${table}" select * from kept."${table}"`);
  }
  sqlite.exec('commit; pragma foreign_keys = on; detach kept');
}
