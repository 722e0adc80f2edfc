/**
 * Which file of the build a module goes into. Small modules that are needed together travel together:
 * alone, each pays for its own file, in requests and in what gzip cannot share. Read off the graph of
 * static imports, so nothing here has to be kept in step with the source. Wrong here costs bytes
 * (`npm run size`), never behaviour.
 */
import { join } from 'node:path';
import { root } from './build-name.mjs';

/** Apart, as they change with their own versions only: a new build of ours leaves them on the device. */
const libraries = /node_modules\/(dexie|svelte|esm-env|clsx|@sveltejs\/kit)\//;
const source = join(root, 'src/');
/** SvelteKit's page for when nothing else works. */
const generated = join(root, '.svelte-kit/generated/shared/');

/** By name, what a file holds beside its imports; the first that reaches a module gets it. */
const roots = {
  /** Every screen. */
  frame: ['routes/+layout.ts', 'routes/+layout.svelte', 'routes/+error.svelte'],
  tracks: ['routes/+page.svelte', 'lib/storage/workspace-reader.ts'],
  activity: ['routes/activity/+page.svelte'],
  'sign-in': ['routes/sign-in/+page.svelte', 'routes/sign-up/+page.svelte'],
  /** What begins once the first screen is painted. */
};

/** Loaded for a sound and for nothing else; each is only ever imported when it is needed, or by these. */
const player = [
  'lib/app/player-part.ts',
  'lib/platform/player.ts',
  'lib/platform/playing.ts',
  'lib/sync/waveforms.ts',
  'lib/screens/shell/PlayerBar.svelte',
  'lib/screens/track/SoundView.svelte',
  'lib/screens/common/player-keys.ts',
  'lib/components/Waveform.svelte',
  'lib/components/bars.ts',
].map((file) => `${source}${file}`);

/** @returns {Map<string, Set<string>>} by name of a root, the ids of all it imports statically */
function reaches(graph) {
  return new Map(
    Object.entries(roots).map(([name, files]) => {
      const reached = new Set();
      const queue = files.map((file) => `${source}${file}`);
      for (const id of queue) {
        if (reached.has(id)) continue;
        reached.add(id);
        queue.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
      }
      return [name, reached];
    }),
  );
}

/**
 * For `output.codeSplitting`. What both first screens need is one file, what only one of them needs is
 * one each; all that comes later is one, but for the player: it lies on the device before anybody needs it.
 */
export function chunkGroups() {
  /** One graph for each pass of the bundler. */
  const byGraph = new WeakMap();
  const chunkOf = (id, graph) => {
    if (libraries.test(id)) return 'libraries';
    if (id.startsWith(generated)) return 'later';
    if (!id.startsWith(source)) return null;
    if (player.includes(id)) return 'player';
    if (!byGraph.has(graph)) byGraph.set(graph, reaches(graph));
    const isIn = (name) => byGraph.get(graph).get(name).has(id);
    if (isIn('frame') || (isIn('tracks') && isIn('activity'))) return 'first';
    return Object.keys(roots).find(isIn) ?? 'later';
  };
  // A file takes along what its modules import, so what is needed first must choose first.
  const names = ['libraries', 'first', ...Object.keys(roots), 'later', 'player'];
  return names.map((wanted, index) => ({
    name: (id, graph) => (chunkOf(id, graph) === wanted ? wanted : null),
    debugName: wanted,
    priority: names.length - index,
  }));
}
