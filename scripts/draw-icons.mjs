/**
 * `node scripts/draw-icons.mjs`: draws the app's icons and writes their names where they are used. Run
 * by hand after a change of a drawing; the results are committed.
 *
 * A file's name carries the digest of what is in it, because an installed app looks for a new icon
 * only under a new address. So the names in src/app.html, src/app-manifest.ts and icon-names.ts are rewritten
 * here, and files that nothing names any more go.
 */
import './supported-node.mjs';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { root } from './build-name.mjs';
import { browserArguments, findChromium } from './chromium.mjs';

const lime = '#c3ef4a';
const ink = '#16240a';
const night = '#16181d';

/** A meter in the middle of a phrase: the product's mark, on a field of 512. */
const meter = '<path d="M118 222v68M210 132v248M302 176v160M394 232v48"/>';
const bell =
  '<path d="M148 332c34-28 34-66 34-106a74 74 0 0 1 148 0c0 40 0 78 34 106zM226 396a32 32 0 0 0 60 0"/>';
const plus = '<path d="M256 138v236M138 256h236"/>';

/** Over the corner, with a rim, so that it stands out at 16 pixels on any colour of a tab. */
const unread = `<circle cx="396" cy="116" r="104" fill="#e5484d" stroke="${night}" stroke-width="24"/>`;

/** `scale` leaves a margin for masks, `corner` rounds the tile. */
const drawing = ({ tile, line, of = meter, width = 46, scale = 1, corner = 0, dot = false }) =>
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">' +
  (tile ? `<rect width="512" height="512" rx="${corner}" fill="${tile}"/>` : '') +
  `<g fill="none" stroke="${line}" stroke-width="${width}" stroke-linecap="round" ` +
  `stroke-linejoin="round" transform="translate(256 256) scale(${scale}) translate(-256 -256)">` +
  `${of}</g>${dot ? unread : ''}</svg>\n`;

const tile = { tile: lime, line: ink, corner: 116 };
/** Shortcuts stand beside the app's own icon, so they are quieter: night, and the signal as line. */
const quiet = { tile: night, line: lime, corner: 256, scale: 0.86, width: 42 };
const icons = [
  { name: 'icon', svg: drawing(tile) },
  { name: 'icon-192', size: 192, svg: drawing(tile) },
  { name: 'icon-512', size: 512, svg: drawing(tile) },
  // Masks keep a circle of 80 %, a radius of 205 here; the mark reaches out to 171.
  { name: 'maskable-512', size: 512, svg: drawing({ ...tile, corner: 0, scale: 0.94 }) },
  { name: 'monochrome-512', size: 512, svg: drawing({ line: '#fff' }) },
  { name: 'outline-96', size: 96, svg: drawing({ line: '#fff' }) },
  { name: 'icon-unread', svg: drawing({ ...tile, dot: true }) },
  // iOS rounds by itself, and paints what is transparent black.
  { name: 'apple-touch-icon', size: 180, svg: drawing({ ...tile, corner: 0, scale: 0.96 }) },
  {
    name: 'shortcut-activity',
    size: 96,
    svg: drawing({ ...quiet, of: bell, scale: 1, width: 32 }),
  },
  { name: 'shortcut-tracks', size: 96, svg: drawing(quiet) },
  { name: 'shortcut-new', size: 96, svg: drawing({ ...quiet, of: plus }) },
];

async function draw(page, { size, svg }) {
  if (!size) return Buffer.from(svg);
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<body style="margin:0;display:grid">${svg}</body>`);
  return page.screenshot({ omitBackground: true });
}

const folder = join(root, 'static/icons');
await mkdir(folder, { recursive: true });
const executablePath = findChromium();
const browser = await chromium.launch({
  args: browserArguments,
  ...(executablePath && { executablePath }),
});
const fileNames = new Map();
try {
  const page = await browser.newPage();
  for (const icon of icons) {
    const bytes = await draw(page, icon);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
    const fileName = `${icon.name}.${digest}.${icon.size ? 'png' : 'svg'}`;
    await writeFile(join(folder, fileName), bytes);
    fileNames.set(`${icon.name}.${icon.size ? 'png' : 'svg'}`, fileName);
  }
} finally {
  await browser.close();
}

const current = new Set(fileNames.values());
for (const fileName of await readdir(folder)) {
  if (!current.has(fileName)) await rm(join(folder, fileName));
}
for (const user of ['src/app.html', 'src/app-manifest.ts', 'src/lib/platform/icon-names.ts']) {
  const text = await readFile(join(root, user), 'utf8');
  const named = text.replace(
    /(?<=\/icons\/)([\w-]+)(?:\.[0-9a-f]{8})?\.(png|svg)/g,
    (whole, name, kind) => fileNames.get(`${name}.${kind}`) ?? whole,
  );
  if (named !== text) await writeFile(join(root, user), named);
}
