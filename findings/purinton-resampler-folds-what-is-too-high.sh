#!/usr/bin/env bash
# @purinton/resampler 1.0.4 does not filter when it lowers the sample rate: what is too high for the new rate
# comes back as another tone, as loud as it was.
#
# A rate of 24,000 Hz holds tones below 12,000 Hz. The package calls itself high-quality, with windowed-sinc
# filtering, and for 48 kHz to 24 kHz a stand-in for ffmpeg; the window it uses is as wide as the old rate
# needs, so nothing is taken away: 15,000 Hz becomes 9,000 Hz, the mirror below 12,000, with not a decibel
# lost. One would expect silence there, as libsamplerate gives it. Hi-hats become a whistle.
#
# What follows for us: the outline of a sound and its loudness are reckoned at the rate that it has
# (src/shared/audio); nothing of ours lowers it.
#
#   @purinton/resampler 1.0.4, @alexanderolsen/libsamplerate-js 2.1.2
#   purinton: of 1,000 Hz, 0.0 dB at 1,000 Hz; of 15,000 Hz, 0.0 dB at 9,000 Hz
#   libsamplerate: of 1,000 Hz, 0.0 dB at 1,000 Hz; of 15,000 Hz, nothing at 9,000 Hz
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  @purinton/resampler@1.0.4 @alexanderolsen/libsamplerate-js@2.1.2

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import libsamplerate from '@alexanderolsen/libsamplerate-js';
import { Resampler } from '@purinton/resampler';

const names = ['@purinton/resampler', '@alexanderolsen/libsamplerate-js'];
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(names.map((name) => `${name} ${versionOf(name)}`).join(', '));

const [from, to] = [48_000, 24_000];
const tone = (hertz) => Float32Array.from({ length: from }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / from));

async function withPurinton(samples) {
  const resampler = new Resampler({ inRate: from, outRate: to });
  const bytes = buffer(resampler);
  resampler.end(Buffer.from(Int16Array.from(samples, (sample) => Math.round(sample * 32_767)).buffer));
  const read = await bytes;
  return Float32Array.from({ length: read.length / 2 }, (_, at) => read.readInt16LE(at * 2) / 32_767);
}
async function withLibsamplerate(samples) {
  const { ConverterType, create } = libsamplerate;
  const resampler = await create(1, from, to, { converterType: ConverterType.SRC_SINC_BEST_QUALITY });
  const out = Float32Array.from(resampler.simple(samples));
  resampler.destroy();
  return out;
}

/** How loud one tone is in the half second in the middle, in decibels below what went in. */
function level(samples, hertz) {
  const [first, count] = [6_000, 12_000];
  let [real, imaginary] = [0, 0];
  for (let at = first; at < first + count; at += 1) {
    const angle = (2 * Math.PI * hertz * at) / to;
    real += samples[at] * Math.cos(angle);
    imaginary += samples[at] * Math.sin(angle);
  }
  const decibels = 20 * Math.log10((Math.hypot(real, imaginary) * 2) / count / 0.5);
  return decibels < -60 ? 'nothing' : `${(Math.round(decibels * 10) / 10 || 0).toFixed(1)} dB`;
}
for (const [name, resample] of [['purinton', withPurinton], ['libsamplerate', withLibsamplerate]]) {
  const high = await resample(tone(15_000));
  const low = await resample(tone(1_000));
  console.log(`${name}: of 1,000 Hz, ${level(low, 1_000)} at 1,000 Hz; of 15,000 Hz, ${level(high, 9_000)} at 9,000 Hz`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
@purinton/resampler 1.0.4, @alexanderolsen/libsamplerate-js 2.1.2
purinton: of 1,000 Hz, 0.0 dB at 1,000 Hz; of 15,000 Hz, 0.0 dB at 9,000 Hz
libsamplerate: of 1,000 Hz, 0.0 dB at 1,000 Hz; of 15,000 Hz, nothing at 9,000 Hz
EXPECTED
