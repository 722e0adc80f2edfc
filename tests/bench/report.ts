/**
 * The report is what the benches found, kept between runs and written into the project: one table
 * for each, a plot of the comparison, and both of them in the README between two markers. Nothing
 * of it is written by hand.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { plot, type Plot } from './plot.ts';

/** Something that must hold. */
export interface Bound {
  readonly words: string;
  readonly isKept: boolean;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Section {
  readonly title: string;
  /** Says what was done, in a sentence or two. */
  readonly about: string;
  readonly table: Table | null;
  readonly bounds: readonly Bound[];
  readonly plot: Plot | null;
}

interface KeptSection extends Section {
  readonly day: string;
  readonly machine: string;
  readonly commit: string;
}

const folder = import.meta.dirname;
const root = resolve(folder, '../..');
const keptPath = join(folder, 'results.json');
const markers = ['<!-- bench -->', '<!-- /bench -->'] as const;
/** The README shows the comparison; the rest is behind a link. */
const shownInReadme = 'compare';

function machine(): string {
  const [first] = cpus();
  const gibibytes = Math.round(totalmem() / 1_024 ** 3);
  const model = first?.model.trim() ?? 'unknown processor';
  return `${cpus().length} cores (${model}), ${gibibytes} GiB, ${type()}, Node ${process.versions.node}`;
}

const commit = () =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();

export async function keep(name: string, section: Section): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const kept = await readKept();
  const all = { ...kept, [name]: { ...section, day, machine: machine(), commit: commit() } };
  await writeFile(keptPath, `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(join(folder, 'results.md'), markdown(Object.values(all)));
  const shown = all[shownInReadme];
  if (!shown) return;
  if (shown.plot) await writeFile(join(folder, 'results.svg'), plot(shown.plot));
  await writeReadme(shown);
}

async function readKept(): Promise<Readonly<Record<string, KeptSection>>> {
  try {
    return JSON.parse(await readFile(keptPath, 'utf8'));
  } catch {
    return {};
  }
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const tableLines = ({ head, rows }: Table) => [
  row(head),
  row(head.map(() => '---')),
  ...rows.map(row),
];
const measuredOn = ({ day, machine: on, commit: at }: KeptSection) =>
  `Measured on ${day} at ${at}: ${on}.`;

function markdown(sections: readonly KeptSection[]): string {
  const lines = ['# What the benches found', '', 'Written by `npm run bench`.', ''];
  for (const section of sections) {
    lines.push(`## ${section.title}`, '', section.about, '');
    if (section.plot) lines.push('![The comparison as a plot](results.svg)', '');
    if (section.table) lines.push(...tableLines(section.table), '');
    for (const { words, isKept } of section.bounds) lines.push(`- ${isKept ? '✓' : '✗'} ${words}`);
    lines.push('', measuredOn(section), '');
  }
  return lines.join('\n');
}

async function writeReadme(section: KeptSection): Promise<void> {
  const path = join(root, 'README.md');
  const text = await readFile(path, 'utf8');
  const [begin, end] = markers;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) return;
  const lines = [
    begin,
    '',
    '![CPU and memory of ours and of three others](tests/bench/results.svg)',
    '',
    ...(section.table ? tableLines(section.table) : []),
    '',
    `${section.about} ${measuredOn(section)} [All figures](tests/bench/results.md).`,
    '',
  ];
  await writeFile(path, `${text.slice(0, from)}${lines.join('\n')}${text.slice(to)}`);
}
