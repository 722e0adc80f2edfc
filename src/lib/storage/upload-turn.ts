/** What is going on with the file whose turn it is, as every tab sees it. Gone with the turn. */
import type { UploadStep } from '#lib/ports/uploads.ts';
import { both } from '#shared/base/both.ts';
import { createValue, type Observable } from '#shared/base/observable.ts';
import { second } from '#shared/base/time.ts';
import { live } from './live-query.ts';
import type { UploadsDatabase } from './uploads-database.ts';

export interface Turn {
  readonly id: string;
  readonly step: UploadStep;
  readonly sent: number;
}

export interface UploadTurn {
  now(): Observable<Turn | null>;
  say(turn: Turn | null): void;
}

/** Nobody sees every byte. */
const sayEveryMs = second / 4;

export function createUploadTurn(
  db: UploadsDatabase,
  { isOpen, now, report }: { isOpen: boolean; now: () => number; report: (e: unknown) => void },
): UploadTurn {
  const mine = createValue<Turn | null>(null);
  let saidAt = 0;
  return {
    now() {
      const said = isOpen ? live(() => db.turn.get('now'), report) : createValue(undefined);
      return both(mine, said, (own, theirs) => own ?? theirs ?? null);
    },
    say(turn) {
      const before = mine.get();
      const isNews = turn?.id !== before?.id || turn?.step !== before?.step;
      if (!isNews && now() - saidAt < sayEveryMs) return;
      saidAt = now();
      mine.set(turn);
      if (!isOpen) return;
      // The next word about the moment is as good.
      write(db, turn).catch(() => undefined);
    },
  };
}

async function write(db: UploadsDatabase, turn: Turn | null): Promise<void> {
  if (turn) await db.turn.put({ name: 'now', ...turn });
  else await db.turn.delete('now');
}
