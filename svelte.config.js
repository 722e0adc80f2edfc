/**
 * SvelteKit 2: Kit 3 refuses this file and has no PWA integration yet, so the code is written ready
 * for it instead. The app is one static shell (200.html) that renders on the device only.
 */
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { buildName } from './scripts/build-name.mjs';

/** Kit's route announcer carries a style attribute; this is the digest of exactly that one. */
const announcerStyle = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

/**
 * Other files of the same packages for the same imports, in the app and in the service worker, which
 * Kit builds apart from all else: their builds for today's browsers.
 */
const smaller = {
  dexie: 'node_modules/dexie/dist/modern/dexie.mjs',
  'workbox-window': 'node_modules/workbox-window/build/workbox-window.prod.mjs',
};

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  // Every element carries it.
  compilerOptions: {
    discloseVersion: false,
    cssHash: ({ hash, filename }) => `s${hash(filename).slice(0, 4)}`,
  },
  kit: {
    alias: smaller,
    typescript: {
      // The types are those of the packages.
      config({ compilerOptions: { paths } }) {
        for (const name of Object.keys(smaller)) delete paths[name];
      },
    },
    adapter: adapter({ fallback: '200.html', precompress: true }),
    serviceWorker: { register: false },
    version: { name: buildName() },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        'style-src': ['self'],
        'style-src-attr': ['unsafe-hashes', announcerStyle],
        'img-src': ['self', 'data:'],
        'connect-src': ['self'],
        'worker-src': ['self'],
        'manifest-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
      },
    },
  },
};
