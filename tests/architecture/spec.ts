/**
 * This file reads the specification: which rules it has and which code each of them names. A rule
 * ends in a dash and its carriers: "— `joinLanes` in `src/…/lane.ts`", several names parted by
 * commas, several files by semicolons.
 */
export interface Carrier {
  readonly name: string;
  readonly file: string;
}

export interface Rule {
  readonly id: string;
  readonly carriers: readonly Carrier[];
}

/** The rules of a specification in their order; a rule whose carriers cannot be read has none. */
export const rulesIn = (spec: string): readonly Rule[] =>
  [...spec.matchAll(/^- \*\*([A-Z]{2}\d+)\*\* (.*)$/gmu)].map(([, id = '', text = '']) => ({
    id,
    carriers: carriersIn(text),
  }));

function carriersIn(rule: string): readonly Carrier[] {
  const dash = rule.lastIndexOf(' — ');
  if (dash === -1) return [];
  return rule
    .slice(dash + 3)
    .split('; ')
    .flatMap((part) => {
      const [, names = '', file = ''] = /^(`[^`]+`(?:, `[^`]+`)*) in `([^`]+)`$/u.exec(part) ?? [];
      return names === '' ? [{ name: part, file: '' }] : namesIn(names, file);
    });
}

const namesIn = (names: string, file: string): readonly Carrier[] =>
  names.split(', ').map((name) => ({ name: name.slice(1, -1), file }));

/**
 * Tells whether a source text declares a name: as a function, value, class or type, or as a member
 * with a body or a value. Calling a name or importing it does not declare it.
 */
function declares(source: string, name: string): boolean {
  const word = RegExp.escape(name);
  const asStatement = String.raw`\b(?:function\*?|const|let|class|interface|type)\s+${word}(?![\w$])`;
  const body = String.raw`\((?:[^()]|\([^()]*\))*\)\s*(?::[^;{]*)?\{`;
  const asMember = String.raw`^\s+(?:(?:async|get|readonly)\s+)*${word}(?:${body}|\??:|\s=\s)`;
  return new RegExp(`${asStatement}|${asMember}`, 'mu').test(source);
}

/**
 * Finds what is wrong with the carriers of these rules, one line for each.
 * @param read the text of a file below the repository's root, null where there is none
 */
export function carrierFaults(
  rules: readonly Rule[],
  read: (file: string) => string | null,
): readonly string[] {
  return rules.flatMap(({ id, carriers }) =>
    carriers.length === 0
      ? [`${id} names no code that carries it`]
      : carriers.flatMap(({ name, file }) => {
          const source = file === '' ? null : read(file);
          if (source === null) return [`${id}: there is no file "${file}" for ${name}`];
          return declares(source, name) ? [] : [`${id}: ${file} declares no ${name}`];
        }),
  );
}
