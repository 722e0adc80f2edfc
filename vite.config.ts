/**
 * The build of the app, and the development server. The service worker is ours (src/service-worker);
 * the plugin only writes into it what to precache.
 */
import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig, type Plugin } from 'vite';
import { appManifest } from './src/app-manifest.ts';

/** Set by `npm run dev`, which starts the sync server beside the development server. */
const syncServer = process.env['SYNC_SERVER_URL'] ?? 'http://127.0.0.1:4600';

/** Says why a build failed before the PWA plugin trips over what is then missing, and hides it. */
const tellFailure: Plugin = {
  name: 'tell-failure',
  buildEnd(error) {
    if (error) this.warn(error.message);
  },
};

/**
 * Small modules that every first screen needs travel together: alone, each pays for its own file, in
 * requests and in what gzip cannot share. Wrong here costs bytes (`npm run size`), never behaviour.
 */
const onFirstScreen = new RegExp(
  [
    'shared/(base/(ids|lazy|backoff|time|assert|result)|protocol/routes)',
    'shared/(marks/(lane|run-set|marks|stamp)|tracks/(entities|workspace))',
    'lib/(app/|platform/(account|page|remembered|theme|ticks|updates)\\.ts|sync/(status|link)\\.ts)',
    'lib/storage/(.*-database|(feed|workspace)-reader|read-lanes|reopen|live|lazy-overlay)\\.ts',
    'lib/words/(en|count)\\.ts',
    'shared/words/(time|en-time|en-stages)\\.ts',
    'lib/components/(Avatar|Button|IconButton|Icon|icons|Mark|EmptyState|Picture)\\.',
    'lib/screens/(PageTitle|RefusedNotices|shell-context)',
    'lib/view-models/(watched|rows-window|feed-model|panel-model|status-model|announcer|now)\\.',
  ]
    .map((part) => `/src/${part}`)
    .join('|'),
);
/** What panel and page of the feed show. */
const rows =
  /src\/lib\/(screens\/(FeedItem|place-href|feed-keys)|components\/(NotificationRow|CategoryTile)|view-models\/row-view|words\/en-notification)|src\/shared\/(notifications\/(excerpt|kinds|record)|words\/(en-)?notification)/;
/** Whoever opens a dialog soon opens another. */
const forms =
  /src\/lib\/(components\/(Dialog|TextField|TextArea|Select|Menu)|screens\/(Account|Confirm|Rename|NewTrack)Dialog)\.svelte|words\/en-account/;
/** Reminders and tickets: seldom without each other, and small. */
const personal = new RegExp(
  [
    'screens/(Reminder|Ticket|Support|NewTicket|Announcement|StillOpen|focus-fault)',
    'view-models/(reminder|ticket|new-ticket|announcement-|draft|typed-text)',
    'words/en-(reminder|support)',
    'storage/(personal-reader|feed-lookups)',
  ]
    .map((part) => `/src/lib/${part}`)
    .join('|'),
);
/** Apart, as they change with their own versions only: a new build of ours leaves them on the device. */
const libraries = /node_modules\/(dexie|svelte|esm-env|clsx|@sveltejs\/kit)\//;

export default defineConfig({
  build: {
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: libraries, priority: 2 },
            { name: 'first', test: onFirstScreen, priority: 1 },
            { name: 'rows', test: rows, priority: 1 },
            { name: 'forms', test: forms, priority: 1 },
            { name: 'personal', test: personal },
          ],
        },
      },
    },
  },
  // The build for today's browsers; the package's own entry is the one for yesterday's.
  resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
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
        // No .json of the client: _app/version.json must be asked from the server.
        globPatterns: ['client/**/*.{js,css,svg,png,woff2,webmanifest}'],
      },
      manifest: appManifest,
    }),
  ],
});
