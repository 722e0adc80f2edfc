/** These things can fail in the command simulation; each is counted, and none must stay at 0. */
export const commandFaults = [
  'request lost',
  'reply lost after commit',
  'request delivered again, late',
  'server killed between receive and commit',
  'server killed between two commands',
  'server fails on one command for ever',
  'tab closed before sending',
  'tab closed with the answer on its way',
  'two tabs send at once',
  'signed out by the server',
  'page lost',
  'page doubled',
  'page applied late',
  'clock off by a day',
  'storage cleared',
  'older profile restored',
  'half a year passes',
  'new epoch',
  'server restored from a backup',
  'member removed and added again',
] as const;
export type CommandFault = (typeof commandFaults)[number];

export type FaultCounts = Map<CommandFault, number>;
