/** This file draws bars side by side, one panel for each figure, as an SVG for light and dark. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  /** The values in the order of the names; null where there is nothing to show. */
  readonly values: readonly (number | null)[];
  /** The value that is promised, as a line across. */
  readonly bound: number | null;
}

export interface Plot {
  readonly names: readonly string[];
  readonly panels: readonly Panel[];
}

const nameWidth = 190;
const barWidth = 170;
const valueWidth = 70;
const panelWidth = barWidth + valueWidth;
const rowHeight = 26;
const top = 48;

const style = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .bar { fill: #8b949e }
  .own { fill: #0f8a6d }
  .bound { stroke: #c4432b; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .own { fill: #2dd4a7 }
    .bound { stroke: #ff7b6b }
  }`;

export function plot({ names, panels }: Plot): string {
  const width = nameWidth + panels.length * panelWidth;
  const height = top + names.length * rowHeight + 8;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<style>${style}\n</style>`,
    ...names.map((name, at) => words(nameWidth - 10, middle(at), name, 'text-anchor="end"')),
    ...panels.flatMap((panel, at) => bars(panel, nameWidth + at * panelWidth)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

const middle = (at: number) => top + at * rowHeight + rowHeight / 2 + 4;
const words = (x: number, y: number, text: string, more = '') =>
  `<text x="${round(x)}" y="${round(y)}" ${more}>${text}</text>`;
const round = (value: number) => Math.round(value * 10) / 10;

function bars({ title, unit, values, bound }: Panel, left: number): string[] {
  const most = Math.max(...values.map((value) => value ?? 0), bound ?? 0, Number.MIN_VALUE);
  const scaled = (value: number) => round((value / most) * barWidth);
  const lines = [words(left, 20, title, 'class="title"'), words(left, 36, unit)];
  for (const [at, value] of values.entries()) {
    const y = top + at * rowHeight + 4;
    const shown = value === null ? 'none' : String(value >= 10 ? Math.round(value) : round(value));
    const length = scaled(value ?? 0);
    const kind = at === 0 ? 'bar own' : 'bar';
    lines.push(
      `<rect class="${kind}" x="${left}" y="${y}" width="${length}" height="${rowHeight - 8}" rx="2"/>`,
      words(left + length + 6, middle(at), shown),
    );
  }
  if (bound !== null) {
    const x = left + scaled(bound);
    const bottom = top + values.length * rowHeight;
    lines.push(`<line class="bound" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`);
  }
  return lines;
}
