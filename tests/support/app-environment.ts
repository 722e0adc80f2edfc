/**
 * Node is made the place where the app's own modules are tested: modules are compiled and resolved
 * as for a browser (runes live, Svelte's client build), while no browser globals are pretended.
 */
import type { Environment } from 'vitest/runtime';

const appEnvironment: Environment = {
  name: 'app',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
};

export default appEnvironment;
