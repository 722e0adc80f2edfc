/**
 * Which loudspeaker each channel is for, as WAV counts them in a mask, and what that means for how loud a
 * sound is: what comes from the sides counts more, and the channel for low effects not at all.
 */

/** By the number of channels: from one in the middle to 7.1, as players take it where nothing is said. */
export const usualMasks = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x13f, 0x63f] as const;

const low = 3;
const backs = [4, 5];
const sides = [9, 10];
const besideWeight = 1.41;

/**
 * The places of the channels in Vorbis and Opus, by their number; each as the bit of a mask. Three and
 * more have the middle second, and low effects last.
 */
const oggPlaces: readonly (readonly number[])[] = [
  [],
  [2],
  [0, 1],
  [0, 2, 1],
  [0, 1, 4, 5],
  [0, 2, 1, 4, 5],
  [0, 2, 1, 4, 5, 3],
  [0, 2, 1, 9, 10, 8, 3],
  [0, 2, 1, 9, 10, 4, 5, 3],
];

/** @param mask null where nothing is said; it also may say less than there are channels */
export function weightsOf(channels: number, mask: number | null): readonly number[] {
  const places: number[] = [];
  const said = mask || (usualMasks[channels] ?? 0);
  for (let bit = 0; bit < 32; bit += 1) if (Math.floor(said / 2 ** bit) % 2 === 1) places.push(bit);
  return weightsAt(places, channels);
}

/** FLAC has the places of WAV, but for seven channels, of which one is at the back. */
export const flacWeightsOf = (channels: number): readonly number[] =>
  weightsOf(channels, channels === 7 ? 0x70f : null);

/** For channels in the order of Vorbis and Opus. */
export const oggWeightsOf = (channels: number): readonly number[] =>
  weightsAt(oggPlaces[channels] ?? [], channels);

/** Behind loudspeakers at the sides, those at the back are so far back that they count as in front. */
function weightsAt(places: readonly number[], channels: number): readonly number[] {
  const hasSides = places.some((place) => sides.includes(place));
  const beside = hasSides ? sides : backs;
  return Array.from({ length: channels }, (_, index) => {
    const place = places[index] ?? 0;
    if (place === low) return 0;
    return beside.includes(place) ? besideWeight : 1;
  });
}
