/**
 * The web app manifest: how a browser installs this app and shows it among others. The names of the
 * icons carry digests and are written by scripts/draw-icons.mjs. `id` never changes: it is what an
 * installed app is recognised by.
 */
import type { ManifestOptions } from 'vite-plugin-pwa';

/** Taken by `npm run screenshots`. */
const picture = (name: string, form_factor: 'narrow' | 'wide', label: string) => ({
  src: `/screenshots/${name}.webp`,
  sizes: form_factor === 'wide' ? '1280x800' : '780x1688',
  type: 'image/webp',
  form_factor,
  label,
});
const png = (src: string, sizes: `${number}x${number}`) => ({ src, sizes, type: 'image/png' });

export const appManifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Producer Dashboard',
  short_name: 'Producer',
  description: 'What happened on your tracks, with or without a network.',
  lang: 'en',
  dir: 'ltr',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  display_override: ['standalone', 'minimal-ui'],
  theme_color: '#0c0d10',
  background_color: '#0c0d10',
  categories: ['music', 'productivity', 'social'],
  launch_handler: { client_mode: ['focus-existing', 'auto'] },
  icons: [
    { src: '/icons/icon.b0e13433.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { ...png('/icons/icon-192.05197838.png', '192x192'), purpose: 'any' },
    { ...png('/icons/icon-512.68e46816.png', '512x512'), purpose: 'any' },
    { ...png('/icons/maskable-512.6fc9eb21.png', '512x512'), purpose: 'maskable' },
    { ...png('/icons/monochrome-512.db707cce.png', '512x512'), purpose: 'monochrome' },
  ],
  shortcuts: [
    {
      name: 'Activity',
      url: '/activity',
      icons: [png('/icons/shortcut-activity.f31b8dd1.png', '96x96')],
    },
    { name: 'Tracks', url: '/', icons: [png('/icons/shortcut-tracks.e47e68dc.png', '96x96')] },
    {
      name: 'New track',
      url: '/?new=track',
      icons: [png('/icons/shortcut-new.dede474c.png', '96x96')],
    },
  ],
  screenshots: [
    picture('wide-panel', 'wide', 'What happened, behind the bell, beside the track you work on'),
    picture('wide-activity', 'wide', 'Everything that happened, and what needs you'),
    picture('narrow-activity', 'narrow', 'Answer an invite where you read of it'),
    picture('narrow-track', 'narrow', 'A track with its stage, date and comments'),
    picture('narrow-tracks', 'narrow', 'Your tracks, with or without a network'),
  ],
};
