/** What ends an upload, as values of errors: for good, or until something has changed. */
import type { UploadFault } from '#lib/ports/uploads.ts';

/** It is no use to send it again as it is. */
export class UploadRefused extends Error {
  readonly why: UploadFault;

  constructor(why: UploadFault) {
    super(why);
    this.why = why;
  }
}

export type WaitFor = 'offline' | 'unavailable' | 'signed-out';

/** It goes on from where it is, later. */
export class UploadWaits extends Error {
  readonly until: WaitFor;

  constructor(until: WaitFor) {
    super(until);
    this.until = until;
  }
}
