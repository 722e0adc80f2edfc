/** A Yjs update in parts, where something in between does not take it as a whole. Pure. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

type Clocks = ReadonlyMap<number, number>;
type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

/**
 * What was deleted comes with the last part.
 * @param known what whoever it is for has, by client
 * @returns what of it fits into so many bytes, yet something, and refers to nothing that they lack then
 */
export function firstPart(update: Uint8Array, known: Clocks, bytesMost: number): Uint8Array {
  if (update.length <= bytesMost) return update;
  const has = new Map(known);
  const part: Uint8Array[] = [];
  let bytes = 0;
  let left: readonly Struct[] = Y.decodeUpdate(update).structs;
  for (let found = true; found;) {
    const before = part.length;
    const later: Struct[] = [];
    for (const struct of left) {
      if (!fits(struct, has)) {
        later.push(struct);
        continue;
      }
      const alone = encoded(struct);
      bytes += alone.length;
      if (bytes > bytesMost && part.length > 0) return Y.mergeUpdates(part);
      part.push(alone);
      has.set(struct.id.client, struct.id.clock + struct.length);
    }
    left = later;
    found = part.length > before;
  }
  return part.length === 0 ? update : Y.mergeUpdates(part);
}

/** Whether it comes next of its client, and all that it refers to is there. */
function fits(struct: Struct, has: Clocks): boolean {
  if (struct instanceof Y.Skip) return false;
  const isHad = ({ client, clock }: Y.ID) => clock < (has.get(client) ?? 0);
  const { client, clock } = struct.id;
  if (clock !== (has.get(client) ?? 0)) return false;
  if (!(struct instanceof Y.Item)) return true;
  const { origin, rightOrigin, parent } = struct;
  return [origin, rightOrigin, parent].every((to) => !(to instanceof Y.ID) || isHad(to));
}

/** An update of this alone. */
function encoded(struct: Struct): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  const [clients, structs, deletions] = [1, 1, 0];
  encoding.writeVarUint(restEncoder, clients);
  encoding.writeVarUint(restEncoder, structs);
  encoder.writeClient(struct.id.client);
  encoding.writeVarUint(restEncoder, struct.id.clock);
  struct.write(encoder, 0);
  encoding.writeVarUint(restEncoder, deletions);
  return encoder.toUint8Array();
}
