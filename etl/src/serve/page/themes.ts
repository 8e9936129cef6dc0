/** The colours that a reader chooses; without a choice the system's are followed. */
import { keep, kept } from './browser-storage';

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

export function isTheme(word: string | null): word is Theme {
  return THEMES.some((theme) => theme === word);
}

/** @param onChange what is drawn has to be drawn again */
export function themeSwitch(select: HTMLSelectElement, onChange: () => void): void {
  const chosen = kept('theme');
  select.value = isTheme(chosen) ? chosen : 'system';
  select.addEventListener('change', () => {
    const theme = select.value;
    keep('theme', isTheme(theme) ? theme : null);
    if (isTheme(theme)) document.documentElement.dataset['theme'] = theme;
    else delete document.documentElement.dataset['theme'];
    onChange();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
}
