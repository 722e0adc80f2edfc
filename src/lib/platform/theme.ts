/**
 * ThemePort on an attribute of the page and the colour of the window around it; what was chosen is
 * applied before the first screen is drawn.
 */
import { isTheme, type Theme, type ThemePort } from '#lib/ports/device.ts';

const key = 'theme';

export function createTheme(): ThemePort {
  applyTheme();
  return {
    current: readTheme,
    choose(theme) {
      localStorage.setItem(key, theme);
      applyTheme();
    },
  };
}

function readTheme(): Theme {
  const kept = localStorage.getItem(key) ?? 'auto';
  return isTheme(kept) ? kept : 'auto';
}

function applyTheme(): void {
  const theme = readTheme();
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const scheme = meta.dataset['of'];
    const isChosen = scheme === theme ? 'all' : 'not all';
    meta.media = theme === 'auto' ? `(prefers-color-scheme: ${scheme})` : isChosen;
  }
}
