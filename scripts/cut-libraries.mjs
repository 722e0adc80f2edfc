/**
 * What the libraries carry for apps unlike this one, where the bundler cannot see that it is never
 * used. Each cut is a text of theirs and what stands for it in the build of the app; a text that is
 * not found stops the build: that library has changed, and its cut has to be looked at again.
 */

/** The shell is empty, so nothing is ever hydrated; Svelte guards all that belongs to it by this. */
const hydration = [
  {
    file: 'svelte/src/internal/client/dom/hydration.js',
    from: 'export let hydrating = false;',
    to: 'export const hydrating = false;',
  },
  {
    file: 'svelte/src/internal/client/dom/hydration.js',
    from: 'hydrating = value;',
    to: '',
  },
  {
    file: 'svelte/src/legacy/legacy-client.js',
    from: '(options.hydrate ? hydrate : mount)',
    to: 'mount',
  },
  {
    file: '@sveltejs/kit/src/runtime/client/client.js',
    from: 'if (hydrate) {\n\t\trestore_scroll();',
    to: 'if (false) {\n\t\trestore_scroll();',
  },
];

/** Of a namespace that is asked what it has, the bundler has to keep everything. */
const namespace = [
  {
    file: '@sveltejs/kit/src/runtime/client/client.js',
    from: "import * as svelte from 'svelte';",
    to: "import { onMount, settled, tick, untrack } from 'svelte';\nconst svelte = { settled, tick };",
  },
  {
    file: '@sveltejs/kit/src/runtime/client/client.js',
    from: 'const { onMount, tick } = svelte;',
    to: '',
  },
  {
    file: '@sveltejs/kit/src/runtime/client/client.js',
    from: 'const untrack = svelte.untrack ?? ((value) => value());',
    to: '',
  },
];
const cuts = [...hydration, ...namespace];

/** @returns {import('vite').Plugin} */
export function cutLibraries() {
  const made = new Set();
  return {
    name: 'cut-libraries',
    apply: 'build',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    transform(code, id) {
      const here = cuts.filter(({ file }) => id.endsWith(`/node_modules/${file}`));
      if (here.length === 0) return null;
      for (const cut of here) if (code.includes(cut.from)) made.add(cut);
      return here.reduce((text, { from, to }) => text.replace(from, to), code);
    },
    buildEnd(error) {
      const missed = cuts.filter((cut) => !made.has(cut));
      if (error || missed.length === 0) return;
      const places = missed.map(({ file, from }) => `${file}: ${from}`).join('\n');
      this.error(`Correct scripts/cut-libraries.mjs, this is not there any more:\n${places}`);
    },
  };
}
