import { expect, it } from 'vitest';
import type { AccountFault, OwnAccount } from '#lib/ports/account.ts';
import { ownAccountWords as words } from '#lib/words/en-settings.ts';
import { err, ok } from '#shared/base/result.ts';
import { OwnAccountModel } from './own-account-model.svelte.ts';

/** This account answers as scripted, and keeps what it was asked. */
function scripted(answers: Partial<Record<keyof OwnAccount, AccountFault>> = {}) {
  const asked: string[] = [];
  const answer = (name: keyof OwnAccount, argument?: string) => {
    asked.push(argument === undefined ? name : `${name} ${argument}`);
    const fault = answers[name];
    return Promise.resolve(fault ? err(fault) : ok(undefined));
  };
  const own: OwnAccount = {
    sessions: () => Promise.resolve(ok([])),
    endSession: (id) => answer('endSession', id),
    endOtherSessions: () => answer('endOtherSessions'),
    rename: (name) => answer('rename', name),
    changePassword: ({ current, next }) => answer('changePassword', `${current} ${next}`),
    remove: (password) => answer('remove', password),
  };
  const model = new OwnAccountModel(own, 'Ana');
  return { asked, model };
}

it('asks for nothing that is not typed', async () => {
  const { asked, model } = scripted();
  model.name = '  ';
  expect([await model.rename(), await model.changePassword(), await model.remove()]).toEqual([
    false,
    false,
    false,
  ]);
  expect(model.naming.error).toBe(words.missing.name);
  expect(model.changing.error).toBe(words.missing.password);
  expect(asked).toEqual([]);
});

it('AC8 saves a name as everybody will see it, and none that nobody can', async () => {
  const { asked, model } = scripted();
  model.name = '\u3164';
  expect(await model.rename()).toBe(false);
  expect(model.naming.error).toBe(words.missing.name);
  model.name = ' Ana\u202e Reyes ';
  expect(await model.rename()).toBe(true);
  expect(asked).toEqual(['rename Ana Reyes']);
});

it('saves a name without the spaces around it', async () => {
  const { asked, model } = scripted();
  model.name = ' Ana R. ';
  expect(await model.rename()).toBe(true);
  expect(asked).toEqual(['rename Ana R.']);
  expect(model.naming.said).toBe(words.saved);
});

it.each([
  [{}, true, words.changed, ['changePassword old new', 'endOtherSessions']],
  [{}, false, words.changed, ['changePassword old new']],
  [
    { endOtherSessions: 'offline' },
    true,
    words.changedOnly,
    ['changePassword old new', 'endOtherSessions'],
  ],
] as const)(
  'changes the password, and signs out elsewhere where wanted',
  async (answers, endsOthers, said, asks) => {
    const { asked, model } = scripted(answers);
    Object.assign(model, { current: 'old', next: 'new', endsOthers });
    expect(await model.changePassword()).toBe(true);
    expect(model.changing.said).toBe(said);
    expect([model.current, model.next]).toEqual(['', '']);
    expect(asked).toEqual(asks);
  },
);

it('keeps what was typed where it fails, and says why', async () => {
  const { model } = scripted({ changePassword: 'wrong-password', remove: 'too-many-attempts' });
  Object.assign(model, { current: 'old', next: 'new', password: 'guess' });
  expect(await model.changePassword()).toBe(false);
  expect(await model.remove()).toBe(false);
  expect([model.changing.fault, model.current]).toEqual(['wrong-password', 'old']);
  expect(model.removing.error).toBe(words.faults['too-many-attempts']);
});

it('IN5 the name in the field follows the account, unless somebody is typing there', () => {
  const { model } = scripted();
  model.follow('Ana Reyes');
  expect(model.name).toBe('Ana Reyes');
  model.name = 'Ana R';
  model.follow('Ana Reyes Ruiz');
  expect(model.name).toBe('Ana R');
});
