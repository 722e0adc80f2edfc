/** @returns null where it took too long; the work itself goes on, and what becomes of it is not told */
export function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}
