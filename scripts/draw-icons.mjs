/**
 * `node scripts/draw-icons.mjs`: renders the app's icons from our own drawing. Run by hand after a
 * change of the drawing; the results are committed.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { root } from './build-name.mjs';
import { browserArguments, findChromium } from './chromium.mjs';

const lime = '#c3ef4a';
const ink = '#16240a';

/** Four bars of a meter; `scale` leaves a margin for masks, `corner` rounds the tile. */
const drawing = ({ tile, bars, scale = 1, corner = 0 }) => `
  <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="100%" height="100%">
    ${tile ? `<rect width="512" height="512" rx="${corner}" fill="${tile}"/>` : ''}
    <g fill="none" stroke="${bars}" stroke-width="46" stroke-linecap="round"
       transform="translate(256 256) scale(${scale}) translate(-256 -256)">
      <path d="M118 222v68M210 132v248M302 176v160M394 232v48"/>
    </g>
  </svg>`;

const icons = [
  { name: 'icon-192.png', size: 192, svg: drawing({ tile: lime, bars: ink, corner: 116 }) },
  { name: 'icon-512.png', size: 512, svg: drawing({ tile: lime, bars: ink, corner: 116 }) },
  { name: 'maskable-512.png', size: 512, svg: drawing({ tile: lime, bars: ink, scale: 0.68 }) },
  { name: 'monochrome-512.png', size: 512, svg: drawing({ bars: '#fff', scale: 0.9 }) },
  { name: 'apple-touch-icon.png', size: 180, svg: drawing({ tile: lime, bars: ink, scale: 0.86 }) },
];

const executablePath = findChromium();
const browser = await chromium.launch({
  args: browserArguments,
  ...(executablePath && { executablePath }),
});
const folder = join(root, 'static/icons');
await mkdir(folder, { recursive: true });
for (const { name, size, svg } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<body style="margin:0">${svg}</body>`);
  await page.screenshot({ path: join(folder, name), omitBackground: true });
  await page.close();
}
await browser.close();
