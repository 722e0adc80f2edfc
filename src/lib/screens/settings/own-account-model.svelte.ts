/** These are the forms about one's own account: what is typed, what came of it. */
import type { AccountFault, OwnAccount } from '#lib/ports/account.ts';
import { ownAccountWords } from '#lib/words/en-settings.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { lineIn } from '#shared/base/typed-text.ts';
import { nameCharacters } from '#shared/workspace/limits.ts';

const words = ownAccountWords;

type Fault = AccountFault | 'missing';

/** One form: at most one of its requests is on its way. */
class Form {
  #fault = $state<Fault | null>(null);
  #said = $state('');
  #isBusy = $state(false);
  readonly #missing: string;

  constructor(missing: string) {
    this.#missing = missing;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  /** Beside the field it is about. */
  get error(): string | undefined {
    if (this.#fault === null) return undefined;
    return this.#fault === 'missing' ? this.#missing : words.faults[this.#fault];
  }

  get said(): string {
    return this.#said;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** @param isWhole whether all that it takes is typed @returns whether it is done */
  async run(isWhole: boolean, send: () => Promise<Result<string, AccountFault>>): Promise<boolean> {
    if (this.#isBusy) return false;
    this.#said = '';
    this.#fault = isWhole ? null : 'missing';
    if (!isWhole) return false;
    this.#isBusy = true;
    const came = await send();
    this.#isBusy = false;
    if (came.ok) this.#said = came.value;
    else this.#fault = came.error;
    return came.ok;
  }
}

export class OwnAccountModel {
  name = $state('');
  current = $state('');
  next = $state('');
  endsOthers = $state(true);
  password = $state('');
  readonly naming = new Form(words.missing.name);
  readonly changing = new Form(words.missing.password);
  readonly removing = new Form(words.missing.password);
  readonly #own: OwnAccount;
  /** What was in the field before anybody typed there. */
  #shown: string;

  constructor(own: OwnAccount, name: string) {
    this.#own = own;
    this.name = name;
    this.#shown = name;
  }

  /** They call themselves otherwise now; what somebody is typing stays. */
  follow(name: string): void {
    if (this.name === this.#shown) this.name = name;
    this.#shown = name;
  }

  rename(): Promise<boolean> {
    const name = lineIn(this.name, nameCharacters);
    return this.naming.run(name.ok, async () => {
      const told = await this.#own.rename(name.ok ? name.value : '');
      return told.ok ? ok(words.saved) : told;
    });
  }

  async changePassword(): Promise<boolean> {
    const { current, next, endsOthers } = this;
    const isDone = await this.changing.run(current !== '' && next !== '', async () => {
      const own = this.#own;
      const told = await own.changePassword({ current, next });
      if (!told.ok) return told;
      const isMissed = endsOthers && !(await own.endOtherSessions()).ok;
      return ok(isMissed ? words.changedOnly : words.changed);
    });
    if (isDone) this.current = this.next = '';
    return isDone;
  }

  /** @returns whether the account is gone */
  remove(): Promise<boolean> {
    const { password } = this;
    return this.removing.run(password !== '', async () => {
      const told = await this.#own.remove(password);
      return told.ok ? ok('') : told;
    });
  }
}
