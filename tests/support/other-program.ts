/** Another program that has the server's database open, and holds it for as long as it is told to. */
import { DatabaseSync } from 'node:sqlite';

export interface OtherProgram {
  hold(): void;
  letGo(): void;
  close(): void;
}

export function openOtherProgram(databasePath: string): OtherProgram {
  const sqlite = new DatabaseSync(databasePath, { timeout: 60_000 });
  return {
    hold: () => sqlite.exec('begin immediate'),
    letGo: () => sqlite.exec('rollback'),
    close: () => sqlite.close(),
  };
}
