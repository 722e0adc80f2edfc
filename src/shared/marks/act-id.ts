/** An act has one id everywhere, its key in the document too: a device gives each stamp once. */
export interface ActName {
  readonly device: string;
  readonly stamp: number;
}

const pattern = /^act\/([0-9a-z-]{1,40})\/([0-9a-z]{1,11})$/;

export const actId = ({ device, stamp }: ActName): string => `act/${device}/${stamp.toString(36)}`;

export function parseActId(id: string): ActName | null {
  const match = pattern.exec(id);
  if (!match) return null;
  const name = { device: match[1] ?? '', stamp: Number.parseInt(match[2] ?? '', 36) };
  return Number.isSafeInteger(name.stamp) && actId(name) === id ? name : null;
}
