/**
 * What takes long is allowed all the while, not only when it began: who is removed, or signs out, gets and
 * gives nothing more within two seconds.
 */
import { second } from '#shared/base/time.ts';

const askedEveryMs = second;

export interface Watch {
  readonly isAllowed: () => Promise<boolean>;
  /** Has to end the work; called once at most. */
  readonly onLost: () => void;
  readonly report: (error: unknown) => void;
}

/** @returns what the work returns, and whether it was allowed to its end */
export async function whileAllowed<T>(
  work: Promise<T>,
  { isAllowed, onLost, report }: Watch,
): Promise<{ readonly value: T; readonly wasAllowed: boolean }> {
  let wasAllowed = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const ask = async () => {
    // Who cannot be asked for may ask again.
    const answer = await isAllowed().catch((error: unknown) => {
      report(error);
      return false;
    });
    if (isOver) return;
    if (answer) timer = setTimeout(() => void ask(), askedEveryMs);
    else {
      wasAllowed = false;
      onLost();
    }
  };
  timer = setTimeout(() => void ask(), askedEveryMs);
  try {
    return { value: await work, wasAllowed };
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}
