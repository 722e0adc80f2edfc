/** This model is where one is signed in, and signing out there. */
import type { Answer, OwnAccount } from '#lib/ports/account.ts';
import { ownAccountWords, settingsWords } from '#lib/words/en-settings.ts';
import type { SessionFacts } from '#shared/protocol/messages.ts';

export class SessionsModel {
  #sessions = $state.raw<readonly SessionFacts[]>();
  #said = $state('');
  #isBusy = $state(false);
  readonly #own: OwnAccount;

  constructor(own: OwnAccount) {
    this.#own = own;
    void this.#load();
  }

  /** The one of this browser first; undefined until they are known. */
  get sessions(): readonly SessionFacts[] | undefined {
    return this.#sessions;
  }

  /** Says what came of the last act, or why there is nothing to see. */
  get said(): string {
    return this.#said;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  end({ id, name }: SessionFacts): Promise<void> {
    return this.#act(this.#own.endSession(id), settingsWords.ended(name));
  }

  endOthers(): Promise<void> {
    return this.#act(this.#own.endOtherSessions(), settingsWords.endedOthers);
  }

  async #act(answer: Answer, done: string): Promise<void> {
    this.#isBusy = true;
    const told = await answer;
    await this.#load();
    this.#said = told.ok ? done : ownAccountWords.faults[told.error];
    this.#isBusy = false;
  }

  async #load(): Promise<void> {
    const answer = await this.#own.sessions();
    if (answer.ok) {
      this.#sessions = answer.value.toSorted((a, b) => Number(b.isThis) - Number(a.isThis));
    } else if (!this.#sessions) this.#said = settingsWords.sessionsFault;
  }
}
