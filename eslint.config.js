/**
 * What the compiler cannot see: promises nobody waits for, the clock and chance in pure code, casts
 * that hide a missing check. Layout is Prettier's, layers are dependency-cruiser's, unused code is
 * knip's. Every message says what to do instead.
 */
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { brandsOnly } from './tests/architecture/brands-only.mjs';

const all = ['**/*.ts', '**/*.svelte'];
const tests = ['**/*.test.ts', 'tests/**/*.ts'];

/** Pure code gets time, chance and timers as arguments: see src/shared/base. */
const pure = ['src/shared/**/*.ts', 'src/lib/screens/**/*.ts', 'sync-server/domain/**/*.ts'];
/** Waiting itself, which tests decide by a clock of their own. */
const waiting = ['src/shared/base/{loop,within}.ts'];
const argument = 'Take it as an argument, so that a test can decide it.';
const impureGlobals = ['setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame'];

const house = {
  '@typescript-eslint/consistent-type-definitions': 'off',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
  ],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ExportAllDeclaration',
      message: 'No barrels: import from the file that owns the thing.',
    },
    {
      selector: 'ExportDefaultDeclaration',
      message: 'Export by name, so that a thing is called the same everywhere.',
    },
    { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  ],
  'object-shorthand': 'error',
  'prefer-const': 'error',
};

/** In components; in what is no component oxlint asks for the same, in a tenth of the time. */
const typed = {
  '@typescript-eslint/consistent-type-exports': 'error',
  '@typescript-eslint/no-unnecessary-type-arguments': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/require-await': 'off', // an async port may answer at once
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
  '@typescript-eslint/unbound-method': 'off', // objects here are closures, not classes with this
};

export default tseslint.config(
  {
    ignores: [
      'build/',
      'build-before/',
      '.svelte-kit/',
      'node_modules/',
      'test-results/',
      '.data/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error', 'prefer-const': 'error' },
  },
  {
    // What the browser runs as it stands.
    files: ['static/**/*.js'],
    languageOptions: { globals: globals.browser },
  },
  { files: all, extends: [tseslint.configs.recommended], rules: house },
  {
    files: ['**/*.svelte'],
    extends: [tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: {
      parserOptions: { project: 'tsconfig.app.json', extraFileExtensions: ['.svelte'] },
    },
    rules: typed,
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'error', // the content security policy would drop them
      'svelte/require-each-key': 'error',
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
    },
  },
  {
    files: pure,
    ignores: [...tests, ...waiting],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: argument },
        { object: 'Math', property: 'random', message: argument },
        { object: 'performance', property: 'now', message: argument },
      ],
      'no-restricted-globals': [
        'error',
        ...impureGlobals.map((name) => ({ name, message: argument })),
        ...['window', 'document', 'navigator', 'localStorage', 'fetch'].map((name) => ({
          name,
          message: 'Pure code sees no browser: go through a port.',
        })),
      ],
      'no-restricted-syntax': [
        ...house['no-restricted-syntax'],
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: argument },
      ],
    },
  },
  {
    files: all,
    ignores: tests,
    plugins: { house: { rules: { 'brands-only': brandsOnly } } },
    rules: {
      'house/brands-only': 'error',
      // A screen is 70 lines and an idea 300; these are the lengths at which to stop and cut.
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: tests,
    rules: {
      // A factory holds many small functions, so lines would count the wrong thing.
      'max-statements': ['error', 30],
    },
  },
  {
    // What these say to the person at the terminal is their product; Yjs' warnings are for developers.
    files: ['sync-server/main.ts', 'sync-server/ops/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: tests,
    rules: {
      'max-lines': ['error', { max: 700, skipBlankLines: true, skipComments: true }],
      'no-empty-pattern': 'off', // how Playwright spells a fixture that needs none
    },
  },
  {
    // Their tools want a default export.
    files: ['*.config.ts', 'tests/support/app-environment.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
