/**
 * Puts 32 bands of frequencies together into one sound: the synthesis filter of MPEG audio, of which 512
 * samples of the past are part.
 */
const bandCount = 32;
/** A power of two, so that places wrap around by their bits. */
const pastLength = 1_024;
const pastMask = pastLength - 1;

/** The first half of the filter's window (ISO 11172-3, table B.3), times 65,536; the other mirrors it. */
const window = [
  0, -1, -1, -1, -1, -1, -1, -2, -2, -2, -2, -3, -3, -4, -4, -5, -5, -6, -7, -7, -8, -9, -10, -11,
  -13, -14, -16, -17, -19, -21, -24, -26, -29, -31, -35, -38, -41, -45, -49, -53, -58, -63, -68,
  -73, -79, -85, -91, -97, -104, -111, -117, -125, -132, -139, -147, -154, -161, -169, -176, -183,
  -190, -196, -202, -208, 213, 218, 222, 225, 227, 228, 228, 227, 224, 221, 215, 208, 200, 189, 177,
  163, 146, 127, 106, 83, 57, 29, -2, -36, -72, -111, -153, -197, -244, -294, -347, -401, -459,
  -519, -581, -645, -711, -779, -848, -919, -991, -1064, -1137, -1210, -1283, -1356, -1428, -1498,
  -1567, -1634, -1698, -1759, -1817, -1870, -1919, -1962, -2001, -2032, -2057, -2075, -2085, -2087,
  -2080, -2063, 2037, 2000, 1952, 1893, 1822, 1739, 1644, 1535, 1414, 1280, 1131, 970, 794, 605,
  402, 185, -45, -288, -545, -814, -1095, -1388, -1692, -2006, -2330, -2663, -3004, -3351, -3705,
  -4063, -4425, -4788, -5153, -5517, -5879, -6237, -6589, -6935, -7271, -7597, -7910, -8209, -8491,
  -8755, -8998, -9219, -9416, -9585, -9727, -9838, -9916, -9959, -9966, -9935, -9863, -9750, -9592,
  -9389, -9139, -8840, -8492, -8092, -7640, -7134, 6574, 5959, 5288, 4561, 3776, 2935, 2037, 1082,
  70, -998, -2122, -3300, -4533, -5818, -7154, -8540, -9975, -11455, -12980, -14548, -16155, -17799,
  -19478, -21189, -22929, -24694, -26482, -28289, -30112, -31947, -33791, -35640, -37489, -39336,
  -41176, -43006, -44821, -46617, -48390, -50137, -51853, -53534, -55178, -56778, -58333, -59838,
  -61289, -62684, -64019, -65290, -66494, -67629, -68692, -69679, -70590, -71420, -72169, -72835,
  -73415, -73908, -74313, -74630, -74856, -74992, 75038,
];
const windowLength = 512;
/** Every other block of 64 has its sign turned, so that what is mirrored is smooth. */
const isTurned = (at: number): boolean => Math.floor(at / 64) % 2 === 1;
const filter = Float64Array.from({ length: windowLength }, (_, at) => {
  const mirrored = at <= 256 ? at : windowLength - at;
  const value = (window[mirrored] ?? 0) / 65_536;
  return isTurned(at) === isTurned(mirrored) ? value : -value;
});

const halfCount = bandCount / 2;
/**
 * From 32 bands to 64 samples, of which 32 are others once more, so that half of them are reckoned: the
 * even ones from the sums of the first and the last band and so on inwards, the odd ones from what they
 * differ by.
 */
const cosines = Float64Array.from({ length: bandCount * halfCount }, (_, index) => {
  const [row, band] = [Math.floor(index / halfCount), index % halfCount];
  return Math.cos((row * (2 * band + 1) * Math.PI) / 64);
});

/** @returns what makes 32 samples of one from each of the bands, for one channel */
export function createSynthesis() {
  /** Of each step 64 samples; the newest are at `newest`. */
  const past = new Float64Array(pastLength);
  const sums = new Float64Array(bandCount);
  /** The sums, and behind them the differences. */
  const both = new Float64Array(bandCount);
  let newest = 0;

  const push = (bands: Float32Array, step: number) => {
    for (let band = 0; band < halfCount; band += 1) {
      const one = bands[band * 18 + step] ?? 0;
      const other = bands[(31 - band) * 18 + step] ?? 0;
      both[band] = one + other;
      both[halfCount + band] = one - other;
    }
    for (let row = 0; row < bandCount; row += 1) {
      let sum = 0;
      const from = row * halfCount;
      const side = row % 2 === 0 ? 0 : halfCount;
      for (let band = 0; band < halfCount; band += 1) {
        sum += (cosines[from + band] ?? 0) * (both[side + band] ?? 0);
      }
      sums[row] = sum;
    }
    newest = (newest - 64) & pastMask;
    past[newest + 16] = 0;
    for (let row = 0; row < 16; row += 1) past[newest + row] = sums[16 + row] ?? 0;
    for (let row = 17; row <= 48; row += 1) past[newest + row] = -(sums[48 - row] ?? 0);
    for (let row = 49; row < 64; row += 1) past[newest + row] = -(sums[row - 48] ?? 0);
  };

  return (bands: Float32Array, step: number, into: Float32Array, at: number): void => {
    push(bands, step);
    for (let sample = 0; sample < bandCount; sample += 1) {
      let sum = 0;
      for (let block = 0; block < 8; block += 1) {
        const from = newest + 128 * block + sample;
        sum +=
          (past[from & pastMask] ?? 0) * (filter[64 * block + sample] ?? 0) +
          (past[(from + 96) & pastMask] ?? 0) * (filter[64 * block + 32 + sample] ?? 0);
      }
      into[at + sample] = sum;
    }
  };
}
