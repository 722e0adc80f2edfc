/** This model is signing in or up: what is typed, what is wrong with it, if it is on its way. */
import { asLine, isVisible } from '#shared/base/text.ts';
import type { AccountPort, DemoAccount, SignInFault } from '#lib/ports/account.ts';
import { signInWords } from '#lib/words/en-account.ts';

export type SignInMode = 'sign-in' | 'sign-up';

interface FieldErrors {
  readonly name?: string;
  readonly email?: string;
  readonly password?: string;
}

export class SignInModel {
  name = $state('');
  email = $state('');
  password = $state('');
  #errors = $state.raw<FieldErrors>({});
  #fault = $state<SignInFault | null>(null);
  #isBusy = $state(false);
  #demo = $state.raw<readonly DemoAccount[]>([]);
  readonly #account: AccountPort;

  constructor(account: AccountPort) {
    this.#account = account;
    void account.demoAccounts().then((demo) => {
      this.#demo = demo;
    });
  }

  get errors(): FieldErrors {
    return this.#errors;
  }

  get fault(): SignInFault | null {
    return this.#fault;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get demo(): readonly DemoAccount[] {
    return this.#demo;
  }

  /** @returns whether somebody is signed in now */
  async submit(mode: SignInMode): Promise<boolean> {
    this.#errors = this.#check(mode);
    this.#fault = null;
    if (this.#isBusy || Object.keys(this.#errors).length > 0) return false;
    this.#isBusy = true;
    const { name, email, password } = this;
    const entered =
      mode === 'sign-up'
        ? await this.#account.signUp({ name: asLine(name), email: email.trim(), password })
        : await this.#account.signIn({ email: email.trim(), password });
    this.#isBusy = false;
    if (!entered.ok) this.#fault = entered.error;
    return entered.ok;
  }

  async enterDemo({ email, password }: DemoAccount): Promise<boolean> {
    this.email = email;
    this.password = password;
    return this.submit('sign-in');
  }

  #check(mode: SignInMode): FieldErrors {
    const { missing } = signInWords;
    return {
      ...(mode === 'sign-up' && !isVisible(this.name) && { name: missing.name }),
      ...(this.email.trim() === '' && { email: missing.email }),
      ...(this.password === '' && { password: missing.password }),
    };
  }
}
