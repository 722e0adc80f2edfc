/**
 * Writes into a build the page of licences and notices: of each package that is given on with it, under which
 * licence, in the words that came with it. Packages with the same words share one entry. The page needs
 * nothing else of the app, and the worker keeps it like a part.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build-name.mjs';
import { shippedPackages } from './shipped.mjs';
import { writeCompressed } from './write-compressed.mjs';

export const noticesPage = 'notices.html';

const read = (...names) => readFileSync(join(root, ...names), 'utf8').trim();
const terms = (name) => read('scripts/licences', `${name}.txt`);

/** Some lines of theirs are in every build, in modules that belong to no package. */
const builders = ['node_modules/rolldown', 'node_modules/vite'];
/** These came without the text of the licence that they name: whose they are, by their own words. */
const holders = {
  '@wasm-audio-decoders/common': 'Ethan Halsall',
  'combine-errors': 'Matthew Mueller',
  'custom-error-instance': 'James Speirs',
  http_ece: 'Martin Thomson and Marco Castelluccio',
  'opus-decoder': 'Ethan Halsall',
  'pg-types': '2014 Brian M. Carlson',
  pgpass: '2013-2016 Hannes Hörl',
};
/** The lock file does not say; its README does. */
const identifiers = { 'combine-errors': 'MIT' };
/** It came without, and lies beside this one where it is made. */
const siblings = { '@tus/utils': 'node_modules/@tus/server' };
/** What is in a package, and not its makers' own. */
const within = { 'opus-decoder': 'libopus' };

/** What follows in Vite's is about what it builds with, of which nothing is in a build. */
const ofTools = /^# Licenses of bundled dependencies$/m;

function wordsIn(path) {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?:licen[sc]e|copying|notice)/i.test(entry.name))
    .map(({ name }) => read(path, name).split(ofTools)[0].trim())
    .join('\n\n');
}

function wordsOf({ path, name, identifier }) {
  const own = wordsIn(siblings[name] ?? path);
  const holder = holders[name];
  const words = holder ? `Copyright (c) ${holder}\n\n${terms(identifier)}` : own;
  return within[name] ? `${words}\n\n${terms(within[name])}` : words;
}

/** @returns {{words: string, identifier: string, packages: {name: string, version: string}[]}[]} */
function notices() {
  const byWords = new Map();
  for (const shipped of shippedPackages(builders)) {
    const identifier = shipped.identifier ?? identifiers[shipped.name];
    const words = wordsOf({ ...shipped, identifier });
    const alike = byWords.get(words);
    if (alike) alike.packages.push(shipped);
    else byWords.set(words, { words, identifier, packages: [shipped] });
  }
  return [...byWords.values()];
}

const style = `:root{color-scheme:light dark;--text:light-dark(#17181c,#f3f4f6);--quiet:light-dark(#4d505a,#b9bcc6);--line:light-dark(#c9ccd4,#3a3d46)}
[data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:dark}
body{margin:0;background:light-dark(#f6f6f8,#0c0d10);color:var(--text);font:400 1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-inline-size:44rem;margin:0 auto;padding:max(2rem,env(safe-area-inset-top)) 1.25rem 3rem}
h1{font-size:1.5rem;line-height:1.2}h2{margin-block:2rem .5rem;font-size:1rem}
p,summary span{color:var(--quiet)}a{color:var(--text)}
.back{display:inline-block;padding-block:.625rem}
details{border-block-end:1px solid var(--line)}
summary{padding-block:.625rem;padding-inline-start:1rem;text-indent:-1rem;cursor:pointer}
pre{margin:0 0 1rem;color:var(--quiet);font:.8125rem/1.5 ui-monospace,monospace;white-space:pre-wrap}
:focus-visible{outline:2px solid light-dark(#3d7a12,#b6f03c);outline-offset:2px}`;
/** As the app does: what was chosen in Settings counts here too. */
const script = `try{const t=localStorage.getItem('theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`;

const digest = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replaceAll(/[&<>"]/g, (character) => entities[character]);

const entry = ({ words, identifier, packages }) => `<details>
<summary>${packages.map(({ name, version }) => `${escaped(name)} ${escaped(version)}`).join(', ')} <span>${escaped(identifier)}</span></summary>
<pre>${escaped(words)}</pre>
</details>`;

const page = () => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="dark light">
<meta http-equiv="content-security-policy" content="default-src 'none'; img-src 'self'; style-src ${digest(style)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'">
<title>Licences · Producer Dashboard</title>
<script>${script}</script>
<style>${style}</style>
<link rel="icon" href="/icons/icon.b0e13433.svg" type="image/svg+xml">
</head>
<body>
<main>
<a class="back" href="/settings">Back to Settings</a>
<h1>Licences</h1>
<p>The app and its server are made with the work of many others. Each package is used as it was published; its source is the npm package of its name and version.</p>
<h2>This app</h2>
${entry({ words: read('LICENSE'), identifier: 'MIT', packages: [JSON.parse(read('package.json'))] })}
<h2>What it is made with</h2>
${notices().map(entry).join('\n')}
</main>
</body>
</html>
`;

/** @param {string} folder of a build */
export function writeNotices(folder) {
  writeCompressed(join(folder, noticesPage), page());
}
