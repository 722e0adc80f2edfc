/** A number and its noun, as English counts. */
const plural = new Intl.PluralRules('en');

export const count = (n: number, one: string, other: string): string =>
  `${n} ${plural.select(n) === 'one' ? one : other}`;
