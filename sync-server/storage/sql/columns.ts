/**
 * Entities and their rows differ in how names are spelled: `dueTimeZone` is the column `due_time_zone`.
 * So a table's type is made of the entity, and a new field needs a migration and nothing else here.
 */

/** @see toColumn */
type Column<Field extends string> = Field extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Column<Rest>}`
  : Field;

/** What is stored of an entity whose fields are all plain values. */
export type Columns<Entity> = {
  -readonly [Field in keyof Entity & string as Column<Field>]: Entity[Field];
};

/** There are few names and many rows. */
function remembered(rename: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const renamed = known.get(name) ?? rename(name);
    known.set(name, renamed);
    return renamed;
  };
}
const toColumn = remembered((field) =>
  field.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
);
const toField = remembered((column) =>
  column.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase()),
);

function renamed(from: object, rename: (name: string) => string): object {
  const to: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(from)) to[rename(name)] = value;
  return to;
}

export function toColumns<Entity extends object>(entity: Entity): Columns<Entity>;
export function toColumns(entity: object): object {
  return renamed(entity, toColumn);
}

/** @param columns of the entity, and no others */
export function toEntity<Entity extends object>(columns: Columns<Entity>): Entity;
export function toEntity(columns: object): object {
  return renamed(columns, toField);
}
