/** A refused command in plain words: what was not sent, and why. */
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import { kindOf, type ArgsByName } from '#shared/workspace/command-kinds.ts';
import type { Command, CommandName } from '#shared/workspace/commands.ts';
import { refusedWords } from './en-refused.ts';

/** The same code means something else where it is not about a track. */
export function refusedWhy({ code, command }: RefusedCommand): string {
  const { why, tooMuch, whyAnswer, whyAbout } = refusedWords;
  const { about, answers } = kindOf(command);
  if (code === 'limit-reached' && /\.(?:rename|setNotes|edit)\./u.test(command.name))
    return tooMuch;
  if (answers === 'invite') return { ...why, ...whyAnswer }[code];
  if (about === 'ticket' || about === 'announcement' || about === 'invite')
    return { ...why, ...whyAbout[about] }[code];
  return why[code];
}

const named = <Name extends CommandName>(name: Name, args: ArgsByName[Name]): string =>
  refusedWords.what[name](args);

/** @param of a command, refused or waiting */
export const whatIs = ({ command }: { readonly command: Command }): string =>
  named(command.name, command.args);

/** Whether trying again could ever end otherwise. */
export const isHopeless = ({ code, command }: RefusedCommand): boolean =>
  code.startsWith('invite-') ||
  code === 'asked-again' ||
  // What stands there now has to be seen first, beside the words.
  code === 'version-mismatch' ||
  (kindOf(command).answers === 'invite' && (code === 'already-member' || code === 'not-found'));
