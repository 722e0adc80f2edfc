/** Waits for work so long at most. @returns null after that; the work goes on, unwatched */
export function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}
