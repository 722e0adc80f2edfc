/** What can be done about files on their way, as buttons; asked first where much would be given up. */
import type { UploadChange } from '#lib/ports/uploads.ts';
import { uploadWords as words } from '#lib/words/en-uploads.ts';
import { isMuch, type Can } from './upload-batches.ts';

export interface UploadAct {
  /** Pausing and going on are one button. */
  readonly key: 'retry' | 'hold' | 'cancel';
  readonly text: string;
  /** Says what of, for those who do not see the line; begins with the text. */
  readonly label: string;
  readonly onclick: () => void;
}

export interface ActedOn {
  readonly can: Can;
  readonly name: string;
  /** Bytes. */
  readonly sent: number;
  /** How many files of it have arrived, and stay. */
  readonly done: number;
}

export type ActsOf = (about: ActedOn) => readonly UploadAct[];

export interface ActsDependencies {
  readonly change: (ids: readonly string[], to: UploadChange) => void;
  readonly askToCancel: (about: ActedOn) => void;
}

export const createActs =
  ({ change, askToCancel }: ActsDependencies): ActsOf =>
  (about) => {
    const { can, name } = about;
    const act = (key: UploadAct['key'], text: string, onclick: () => void): UploadAct => ({
      key,
      text,
      label: words.about(text, name),
      onclick,
    });
    const retry = can.cancel.length > 1 ? words.retryThose : words.retry;
    const cancel = () => (isMuch(about) ? askToCancel(about) : change(can.cancel, 'cancel'));
    return [
      ...(can.retry.length > 0 ? [act('retry', retry, () => change(can.retry, 'go-on'))] : []),
      ...(can.pause.length > 0
        ? [act('hold', words.pause, () => change(can.pause, 'pause'))]
        : can.resume.length > 0
          ? [act('hold', words.resume, () => change(can.resume, 'go-on'))]
          : []),
      ...(can.cancel.length > 0 ? [act('cancel', words.cancel, cancel)] : []),
    ];
  };
