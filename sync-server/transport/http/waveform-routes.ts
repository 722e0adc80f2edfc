/**
 * Where the waveform of a sound is handed out, to whoever may see the file at that moment. One that is
 * not made yet is waited for, but not long: a page asks again.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { isUuid } from '#shared/base/ids.ts';
import { waveformPath } from '#shared/protocol/waveform.ts';
import type { Files } from '../../files/create-files.ts';
import { inTheMaking } from '../../files/waveforms/create-waveforms.ts';
import type { Enter } from './enter.ts';
import { problem } from './problems.ts';

export interface WaveformRoutesDependencies {
  readonly files: {
    readonly waveforms: Pick<Files['waveforms'], 'get'>;
    readonly rules: Pick<Files['rules'], 'holding'>;
  };
  readonly enter: Enter;
}

/** Whoever is removed finds nothing left. */
const headers = { 'cache-control': 'private, no-store' } as const;
const retryAfterSeconds = 2;

export function addWaveformRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  { files, enter }: WaveformRoutesDependencies,
): void {
  app.get(waveformPath(':id'), enter, async (context) => {
    const id = context.req.param('id') ?? '';
    const { userId } = context.var.session;
    const holding = isUuid(id) ? await files.rules.holding(userId, id) : null;
    if (holding === null) return problem('not-found');
    const { signal } = context.req.raw;
    const waveform = await files.waveforms.get(holding.sha256, userId, signal);
    // It may have taken long: who was removed meanwhile is given nothing.
    const isStill = (await files.rules.holding(userId, id))?.sha256 === holding.sha256;
    if (!isStill) return problem('not-found');
    if (waveform === inTheMaking) return problem('unavailable', { retryAfterSeconds });
    return waveform === null
      ? context.body(null, 204, headers)
      : context.json(waveform, 200, headers);
  });
}
