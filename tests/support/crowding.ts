/**
 * Says how long things take because others use the processor as well: 1 on a quiet machine, 2 where
 * half of the time is somebody else's. What has to be quick is judged by what the machine had to
 * give.
 */
const sampleMicros = 100_000;

export function crowding(): number {
  const from = performance.now();
  const before = process.threadCpuUsage();
  while (process.threadCpuUsage(before).user < sampleMicros);
  return Math.max(1, ((performance.now() - from) * 1_000) / sampleMicros);
}
