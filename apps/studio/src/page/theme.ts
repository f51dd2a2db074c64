import { effect, signal, type Signal } from '@preact/signals';

/** Which colours the page has; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'passerby.theme';
const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** The colours at hand. */
export const theme: Signal<Theme> = signal(
  themes.find((name) => name === localStorage.getItem(storageKey)) ?? 'system',
);

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  localStorage.setItem(storageKey, theme.value);
});

/** Goes on to the next: system, light, dark. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] as Theme;
}
