/** A run may break these rules of commands; the simulated device and the watched store do so. */
export const brokenCommandRules = [
  'a command leaves the outbox only when decided',
  'a done command stays on screen until its effect has arrived',
  'a command keeps its id when it is sent again',
  'a device behind the server numbers anew',
  'commands are sent in the order of acting',
  'rows and cursor move together',
  'after a change of epoch what was done waits again',
  'a refusal is kept and shown',
  'losing a track takes all of it along',
  'the server stores outcomes with their effects',
  'what the server has forgotten never runs again',
] as const;
export type BrokenCommandRule = (typeof brokenCommandRules)[number];
