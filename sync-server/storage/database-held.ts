/**
 * Another program holds the database, such as somebody's script that writes into it. Nothing was done, and
 * it is worth asking again soon.
 */
export class DatabaseHeld extends Error {
  constructor(cause?: unknown) {
    super('another program holds the database', { cause });
  }
}

export const isHeld = (error: unknown): boolean => error instanceof DatabaseHeld;
