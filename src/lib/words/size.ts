/** Sizes of files, as people say them and not as disks count: "86 MB". */
import { count } from './count.ts';
import { en } from './en.ts';

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;

export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return count(bytes, 'byte', 'bytes');
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const format = {
    style: 'unit',
    unit: units[step - 1] ?? 'kilobyte',
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(en.locale, format).format(bytes / 1_000 ** step);
}
