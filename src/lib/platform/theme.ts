/** Light, dark, or as the device says; remembered here, set before the first screen is drawn. */
import { isTheme, type Theme, type ThemePort } from '#lib/ports/theme.ts';

const key = 'theme';
export { isTheme };

export function readTheme(): Theme {
  const kept = localStorage.getItem(key) ?? 'auto';
  return isTheme(kept) ? kept : 'auto';
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme();
}

export function applyTheme(): void {
  const theme = readTheme();
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function createTheme(): ThemePort {
  applyTheme();
  return { current: readTheme, choose: setTheme };
}
