/** What is said of sounds that are kept on this device, in English. */
import type { KeptState } from '#lib/ports/kept.ts';
import { count } from './count.ts';
import { en } from './en.ts';

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;

/** In the unit of `bytes`, as people say it; sounds are never counted in single bytes. */
function sizes(bytes: number) {
  const step = Math.max(1, Math.min(units.length, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const one = 1_000 ** step;
  const digits = { maximumFractionDigits: step > 2 ? 1 : 0 } as const;
  const unit = {
    style: 'unit',
    unit: units[step - 1] ?? 'kilobyte',
    unitDisplay: 'short',
  } as const;
  return {
    whole: new Intl.NumberFormat(en.locale, { ...unit, ...digits }).format(bytes / one),
    part: (held: number) =>
      new Intl.NumberFormat(en.locale, { ...digits, roundingMode: 'trunc' }).format(held / one),
  };
}

/** "12 of 86 MB" */
function progress(held: number, size: number): string {
  const { whole, part } = sizes(size);
  return `${part(held)} of ${whole}`;
}

export const keptWords = {
  keep: 'Keep on this device',
  remove: 'Remove from this device',
  /** Of what is not here yet, or not any more. */
  giveUp: 'Do not keep it here',
  keepAll: 'Keep all on this device',
  state(state: KeptState): string {
    switch (state.kind) {
      case 'here':
        return 'On this device';
      case 'coming':
        return `${state.isWaiting ? 'Waiting for the network' : 'Being kept'} · ${progress(state.held, state.size)}`;
      case 'removed':
        return 'Removed by the browser';
      case 'no-room':
        return 'No room on this device';
    }
  },
  /** Of a track; empty where nothing is on its way. */
  summary: (coming: number, here: number) =>
    coming === 0
      ? here === 0
        ? ''
        : `${count(here, 'sound', 'sounds')} on this device`
      : `${count(coming, 'sound is', 'sounds are')} being kept on this device`,
  total(sounds: number, coming: number, bytes: number): string {
    if (sounds + coming === 0) return 'No sounds are kept';
    const said = `Sounds kept: ${sounds} · ${sizes(bytes).whole}`;
    return coming === 0 ? said : `${said} · ${coming} more on the way`;
  },
  totalHint: 'They play without a network. Keep one by its menu on the page of its track.',
  removeAll: 'Remove all',
};
