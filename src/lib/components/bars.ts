/** What a waveform is drawn from, for as many bars as there is room for. */

/**
 * @param peaks 0 to 127 each, over equal parts of a sound
 * @param most how many bars there may be
 * @returns the path of the bars, each one unit wide and up to 100 high around a middle line at 50
 */
export function barsOf(peaks: readonly number[], most: number): { path: string; count: number } {
  const count = Math.min(most, peaks.length);
  let path = '';
  for (let bar = 0; bar < count; bar += 1) {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    let height = 0;
    for (let at = from; at < to; at += 1) height = Math.max(height, peaks[at] ?? 0);
    // Silence is a line, and not nothing.
    const half = Math.max(1, Math.round((height / 127) * 50));
    path += `M${bar + 0.5} ${50 - half}v${2 * half}`;
  }
  return { path, count };
}
