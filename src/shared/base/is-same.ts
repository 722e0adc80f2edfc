/** Tells whether two facts say the same: plain values, lists and objects, in whatever order their fields are. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [fields, others] = [Object.entries(one), Object.entries(other)];
  return (
    fields.length === others.length &&
    fields.every(
      ([field, value]) => Object.hasOwn(other, field) && isSame(value, Reflect.get(other, field)),
    )
  );
}
