/** What a limit of the list says, and how its figures are said. */
import { day } from '#shared/base/time.ts';
import type { Budget } from './token-bucket.ts';

export interface Limit {
  readonly what: string;
  readonly who: string;
  readonly bound: string;
  /** Beyond it. */
  readonly told: string;
  /** Tables by name; maps as the file in sync-server and their name in it. */
  readonly keptIn: readonly string[];
  /** A title. */
  readonly test: string;
}

export interface Limits {
  readonly about: string;
  readonly limits: readonly Limit[];
}

export const count = (number: number) =>
  number.toLocaleString('en-US', { maximumFractionDigits: 1 });
export const bytes = (number: number) => {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  const power = Math.min(3, Math.floor(Math.log2(number) / 10));
  return `${count(number / 1_024 ** power)} ${units[power]}`;
};
const everySoOften = (seconds: number) =>
  seconds < 60 ? `${seconds} seconds` : seconds === 60 ? 'minute' : `${seconds / 60} minutes`;
export const rate = ({ perSecond, burst }: Budget) =>
  `${count(burst)} at once, then ${perSecond >= 1 ? `${count(perSecond)} a second` : `one every ${everySoOften(Math.round(1 / perSecond))}`}`;
export const days = (ms: number) => `${count(ms / day)} days`;

export const comeAgain = '429 with `Retry-After`';
export const refused = 'refused with `limit-reached`; it stands where it was typed';
export const oldestGoes = 'the oldest goes, without a word';
