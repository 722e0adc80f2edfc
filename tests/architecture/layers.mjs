/**
 * Which way the code may look, as rules for dependency-cruiser. `comment` is what somebody reads who
 * broke one: why, and what to do instead. Types count as dependencies too, unless a rule says not.
 *
 *   src/routes → screens → components, models (the .ts beside them) → ports ← adapters ← src/lib/app (wires them)
 *   sync-server/main → create-sync-server (wires) → transport → marks, domain → storage ports ← storage/sql
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
const adapters = '^src/lib/(storage|sync|platform)/';
const screens = '^src/(routes|lib/(screens|components))/';
/** The plain logic of a screen lies beside it; these two are how components find app and router. */
const viewModels = '^src/lib/screens/.*\\.ts$';
const notViewModels = [test, '^src/lib/screens/common/(shell-context|place-href)\\.ts$'];

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
    { path: viewModels, pathNot: notViewModels },
    {
      path: [
        adapters,
        '^src/(routes|lib/(app|components))/',
        '\\.svelte$',
        storesAndWires,
        '^\\$app',
        '^\\$env',
      ],
    },
  ),
  forbid(
    'view-models-see-few-packages',
    'A view model is plain logic: svelte, ICU messages and schemas are the packages it may use.',
    { path: viewModels, pathNot: notViewModels },
    {
      path: '(^|/)node_modules/',
      pathNot: packages('svelte', '@lingui/core', 'valibot', 'esm-env'),
    },
  ),
  forbid(
    'screens-see-view-models',
    'Screens, components and pages render view models. Move the logic into a model beside the screen, and let src/lib/app hand it what it needs.',
    { path: screens, pathNot: test },
    { path: [adapters, storesAndWires] },
  ),
  forbid(
    'components-are-given-everything',
    'A component shows its props. Only screens and pages ask the composition root (src/lib/app) for anything.',
    { path: '^src/lib/components/' },
    { path: '^src/(routes|lib/(app|screens))/' },
  ),
  forbid(
    'only-the-root-wires',
    'Adapters are chosen in src/lib/app (and in the service worker). Take the port as an argument.',
    {
      path: '^src/lib/',
      pathNot: [test, adapters, '^src/lib/app/', screens],
    },
    { path: adapters },
  ),
  forbid(
    'adapters-do-not-look-up',
    'An adapter knows ports and src/shared. What it needs from above comes as an argument from src/lib/app.',
    { path: adapters, pathNot: test },
    { path: '^src/(routes|lib/(app|screens|components))/' },
  ),
  forbid(
    'storage-is-below-sync',
    'src/lib/storage keeps things on the device and knows nothing of the network.',
    { path: '^src/lib/storage/', pathNot: test },
    { path: '^src/lib/sync/' },
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
    {
      path: '^sync-server/(transport|marks|limits|storage/(sql|migrations)|accounts|ops|demo|push)/',
    },
  ),
  forbid(
    'domain-is-pure',
    'sync-server/domain uses src/shared and schemas only.',
    { path: '^sync-server/domain/', pathNot: test },
    { dependencyTypes: ['core', 'npm'], pathNot: packages('valibot', 'yjs', 'lib0') },
  ),
  forbid(
    'sql-behind-ports',
    'Everything above storage sees it through its ports (sync-server/storage/*.ts). create-sync-server chooses the adapter.',
    { path: '^sync-server/(transport|marks|limits|domain|push)/', pathNot: test },
    { path: '^sync-server/storage/(sql|migrations)/' },
  ),
  forbid(
    'marks-know-no-socket',
    'sync-server/marks is the engine behind the marks; how a document is reached is the business of transport/socket.',
    { path: '^sync-server/marks/', pathNot: test },
    { path: ['^sync-server/transport/', packages('ws')] },
  ),
  forbid(
    'demo-loads-when-made',
    'What makes a demo is loaded by `import()` where one is made, so that no other server carries it. Who is in it (people.ts), and what a start has to know of it (unfinished.ts), anybody may import.',
    { path: '^sync-server/', pathNot: [test, '^sync-server/demo/'] },
    {
      path: '^sync-server/demo/',
      pathNot: '^sync-server/demo/(people|unfinished)\\.ts$',
      dynamic: false,
    },
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
  {
    ...forbid(
      'no-circles-of-folders',
      'Two folders that need each other are one room, or hide a third. Move what both need below both, or hand it in as an argument.',
      {},
      { circular: true },
    ),
    scope: 'folder',
  },
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

/** What is cruised. Tests are not: one may need any folder. */
export const entries = ['src/**/!(*.test).{ts,svelte}', 'sync-server/**/!(*.test).ts'];

export default {
  forbidden: [...shared, ...app, ...server, ...everywhere],
  options: {
    // A test may need any folder, so tests are seen where a program imports one, and never followed.
    doNotFollow: { path: ['node_modules', test, '^tests/'] },
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
