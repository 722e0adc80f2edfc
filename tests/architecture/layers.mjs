/**
 * Which way the code may look, as rules for dependency-cruiser. `comment` is what somebody reads who
 * broke one: why, and what to do instead. Types count as dependencies too, unless a rule says not.
 *
 *   src/routes → screens, components → view-models → ports ← adapters ← src/lib/app (wires them)
 *   sync-server/main → create-sync-server (wires) → transport → domain → storage ports ← storage/sql
 *   everything → src/shared → nothing but itself
 */
const test = '\\.test\\.ts$';
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
/** How a package appears that is not resolved to a folder. */
const storesAndWires = packages(
  'dexie',
  'yjs',
  'lib0',
  'y-protocols',
  'y-websocket',
  'workbox-[^/]+',
);
const adapters = '^src/lib/(storage|sync|platform|commands)/';
const screens = '^src/(routes|lib/(screens|components))/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const shared = [
  forbid(
    'shared-is-pure',
    'src/shared runs in the app, the service worker and the server, so it sees itself and yjs, lib0, y-protocols, valibot only. Take what you need as an argument, or move the file out.',
    { path: '^src/shared/', pathNot: test },
    { pathNot: ['^src/shared/', packages('yjs', 'lib0', 'y-protocols', 'valibot')] },
  ),
  forbid(
    'app-knows-no-server',
    'The app and the sync server meet on the wire only. What both need belongs into src/shared.',
    { path: '^src/' },
    { path: '^sync-server/' },
  ),
];

const app = [
  forbid(
    'ports-are-interfaces',
    'A port says what the screens need, in words of src/shared. Move the implementation into an adapter.',
    { path: '^src/lib/ports/' },
    { pathNot: ['^src/lib/ports/', '^src/shared/'] },
  ),
  forbid(
    'view-models-see-ports',
    'A view model sees ports, words and pure code, never Dexie, Yjs or an adapter. Add what is missing to a port in src/lib/ports and take the port as an argument.',
    { path: '^src/lib/view-models/', pathNot: test },
    {
      path: [
        adapters,
        '^src/(routes|lib/(app|screens|components))/',
        storesAndWires,
        '^\\$app',
        '^\\$env',
      ],
    },
  ),
  forbid(
    'view-models-see-few-packages',
    'A view model is plain logic: svelte, ICU messages and schemas are the packages it may use.',
    { path: '^src/lib/view-models/', pathNot: test },
    {
      path: '(^|/)node_modules/',
      pathNot: packages('svelte', '@lingui/core', 'valibot', 'esm-env'),
    },
  ),
  forbid(
    'screens-see-view-models',
    'Screens, components and pages render view models. Move the logic into src/lib/view-models, and let src/lib/app hand the view model over.',
    { path: screens, pathNot: test },
    { path: [adapters, storesAndWires] },
  ),
  forbid(
    'components-are-given-everything',
    'A component shows its props. Only screens and pages ask the composition root (src/lib/app) for anything.',
    { path: '^src/lib/components/' },
    { path: '^src/(routes|lib/(app|screens|view-models))/' },
  ),
  forbid(
    'only-the-root-wires',
    'Adapters are chosen in src/lib/app (and in the service worker). Take the port as an argument.',
    {
      path: '^src/lib/',
      pathNot: [test, adapters, '^src/lib/app/', screens, '^src/lib/view-models/'],
    },
    { path: adapters },
  ),
  forbid(
    'adapters-do-not-look-up',
    'An adapter knows ports and src/shared. What it needs from above comes as an argument from src/lib/app.',
    { path: adapters, pathNot: test },
    { path: '^src/(routes|lib/(app|screens|components|view-models))/' },
  ),
  forbid(
    'storage-is-below-sync',
    'src/lib/storage keeps things on the device and knows nothing of the network or of acts.',
    { path: '^src/lib/storage/', pathNot: test },
    { path: '^src/lib/(sync|commands)/' },
  ),
];

const server = [
  forbid(
    'server-sees-shared-only',
    'Of src, the sync server sees src/shared only. What both need belongs there.',
    { path: '^sync-server/' },
    { path: '^src/', pathNot: '^src/shared/' },
  ),
  forbid(
    'server-runs-without-tools',
    'A deployment installs without development dependencies. Move the package to "dependencies", or do without.',
    { path: '^sync-server/', pathNot: test },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'domain-decides',
    'sync-server/domain decides from what it is given: no database, no network, no Node module. Load before, save after, and pass what is needed in.',
    { path: '^sync-server/domain/', pathNot: test },
    { path: '^sync-server/(transport|storage/sql|accounts|ops|demo|push)/' },
  ),
  forbid(
    'domain-is-pure',
    'sync-server/domain uses src/shared and schemas only.',
    { path: '^sync-server/domain/', pathNot: test },
    { dependencyTypes: ['core', 'npm'], pathNot: packages('valibot', 'yjs', 'lib0') },
  ),
  forbid(
    'sql-behind-ports',
    'Transport sees storage through its ports (sync-server/storage/*.ts). create-sync-server chooses the adapter.',
    { path: '^sync-server/(transport|domain|push)/', pathNot: test },
    { path: '^sync-server/storage/sql/' },
  ),
  forbid(
    'nobody-imports-the-root',
    'The composition root imports the others, never the other way round.',
    { path: '^sync-server/', pathNot: [test, '^sync-server/(main|create-sync-server)\\.ts$'] },
    { path: '^sync-server/(main|create-sync-server)\\.ts$' },
  ),
];

const everywhere = [
  forbid(
    'no-cycles',
    'Two files that need each other are one idea, or hide a third. Move what both need into a file of its own.',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  forbid(
    'no-tests-in-programs',
    'Programs do not import tests.',
    { path: '^(src|sync-server)/', pathNot: test },
    { path: ['^tests/', test] },
  ),
  forbid(
    'resolvable',
    'This import leads nowhere: a typo, a missing .ts ending, or a package that package.json does not list.',
    {},
    { couldNotResolve: true, pathNot: ['^\\$(app|env|service-worker)', '^virtual:', '/\\$types'] },
  ),
];

export default {
  forbidden: [...shared, ...app, ...server, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|\\.svelte-kit)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.d.ts'],
    },
  },
};
