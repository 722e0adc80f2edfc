/** A waveform that takes long, and somebody who is removed while it is waited for. */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { waveformPath } from '#shared/protocol/waveform.ts';
import type { Session } from '../../accounts/answers.ts';
import { addWaveformRoutes } from './waveform-routes.ts';

const ana: Session = {
  sessionId: 's',
  userId: 'ana',
  name: 'Ana Reyes',
  email: 'ana@studio.example',
  expiresAt: 0,
};

it('AC16 a waveform that was waited for is not for whoever was removed meanwhile', async () => {
  let isMember = true;
  const app = new Hono<{ Bindings: HttpBindings }>();
  addWaveformRoutes(app, {
    files: {
      rules: {
        holding: () =>
          Promise.resolve(isMember ? { sha256: 'a'.repeat(64), size: 1, name: 'Mix.wav' } : null),
      },
      waveforms: {
        get: () => {
          isMember = false;
          return Promise.resolve(null);
        },
      },
    },
    enter(context, next) {
      context.set('session', ana);
      return next();
    },
  });
  expect((await app.request(waveformPath(uuid7(0)))).status).toBe(404);
});
