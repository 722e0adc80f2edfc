/**
 * The fragment of an invite link over a sign-in: the secret in it must not get into an address that is
 * sent. Kept for this tab only, and forgotten when it is used.
 */
const key = 'join';

export const keepJoinLink = (fragment: string): void => sessionStorage.setItem(key, fragment);

export const takeJoinLink = (): string => {
  const fragment = sessionStorage.getItem(key) ?? '';
  sessionStorage.removeItem(key);
  return fragment;
};
