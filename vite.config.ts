/**
 * The build of the app, and the development server. The service worker is ours (src/service-worker);
 * the plugin only writes into it what to precache.
 */
import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig, type Plugin } from 'vite';
import { chunkGroups } from './scripts/chunks.mjs';
import { appManifest } from './src/app-manifest.ts';

/** Set by `npm run dev`, which starts the sync server beside the development server. */
const syncServer = process.env['SYNC_SERVER_URL'] ?? 'http://127.0.0.1:4600';

/** Says why a build failed before the PWA plugin trips over what is then missing, and hides it. */
const tellFailure: Plugin = {
  name: 'tell-failure',
  buildEnd(error) {
    if (error) this.warn(error.message);
  },
  renderError(error) {
    this.warn(error.message);
  },
};

export default defineConfig({
  build: {
    manifest: true,
    // What of others is in the app; scripts/notices.mjs makes a page of it.
    license: { fileName: '.vite/license.json' },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: chunkGroups(),
        },
      },
    },
  },
  server: { proxy: { '/api': { target: syncServer, ws: true } } },
  plugins: [
    tellFailure,
    sveltekit(),
    SvelteKitPWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      // This name, also when the file is src/service-worker/index.ts: another one breaks the build.
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      base: '/',
      scope: '/',
      kit: { adapterFallback: '200.html', spa: { fallbackMapping: '/200.html' } },
      injectManifest: {
        // A way out for a device on which the app does not load: never one of its own files.
        globIgnores: ['client/repair.*'],
        // With the version of this build on the device, SvelteKit's own check for a newer one finds
        // none: it would load a page that is not found anew, into the old build, for ever.
        globPatterns: [
          'client/**/*.{js,css,svg,png,woff2,webmanifest}',
          'client/_app/version.json',
        ],
        // It is made once all is built: scripts/notices.mjs.
        additionalManifestEntries: [{ url: 'notices.html', revision: null }],
        // A name with a digest in it says which version it is.
        dontCacheBustURLsMatching: /^client\/_app\/immutable\/|\.[0-9a-f]{8}\./,
      },
      manifest: appManifest,
    }),
  ],
});
