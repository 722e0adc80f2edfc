/**
 * How a sound is outlined for whoever may hear it: what its waveform is drawn from, and how loud it is.
 * It is made by the server, some time after the file has come.
 */
import * as v from 'valibot';
import { count, facts, list } from '#shared/base/schemas.ts';
import { peakMost, peakPointsMost } from '#shared/audio/peaks.ts';
import { routes } from './routes.ts';

/** @param id of the version */
export const waveformPath = (id: string): string => `${routes.files}/${id}/waveform`;

export const waveformSchema = facts({
  version: v.literal(1),
  seconds: v.pipe(v.number(), v.minValue(0)),
  /** How far the sound swings within equal parts of it, over all channels. */
  peaks: v.pipe(list(v.pipe(count, v.maxValue(peakMost))), v.maxLength(peakPointsMost)),
  /** Of the whole, in LUFS (ITU-R BS.1770-5); null where it is silent, or shorter than 400 ms. */
  loudness: v.nullable(v.number()),
});
export type Waveform = v.InferOutput<typeof waveformSchema>;
