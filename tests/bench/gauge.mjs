/**
 * The gauge is preloaded into every server that is measured, ours and the references: it answers
 * from inside the process what it has cost so far. Memory is read after collecting garbage.
 */
process.on('message', async (question) => {
  if (question === 'memory') {
    // What one collection frees in finalizers is collected by the next.
    for (let round = 0; round < 4; round += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({
    cpuMs: (user + system) / 1_000,
    activeMs: performance.eventLoopUtilization().active,
    rssBytes: rss,
    heapBytes: heapUsed + external,
  });
});
process.channel?.unref();
