/**
 * A process in which one waveform is made after a first small one: says how much more memory it had at its
 * height than before it, in bytes. Node's own start, and that of the thread, lie before.
 */
import {
  createWaveforms,
  inTheMaking,
} from '../../sync-server/files/waveforms/create-waveforms.ts';

const [dataDir = '', small = '', large = ''] = process.argv.slice(2);
const paths = new Map([small, large].map((path, index) => [String(index).repeat(64), path]));
const waveforms = createWaveforms({
  dataDir,
  pathOf: (sha256) => paths.get(sha256) ?? '',
  clock: Date,
  report(error) {
    throw error;
  },
});
const never = new AbortController().signal;
const made = async (digit: string) => {
  for (;;) {
    const waveform = await waveforms.get(digit.repeat(64), 'ana', never);
    if (waveform !== inTheMaking) return waveform;
  }
};

await made('0');
const before = process.memoryUsage.rss();
let most = before;
const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 2);
const waveform = await made('1');
clearInterval(watch);
await waveforms.close();
process.stdout.write(JSON.stringify({ more: most - before, seconds: waveform?.seconds }));
