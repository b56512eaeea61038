import { readSetting, writeSetting } from './storage.ts'

export type Theme = 'light' | 'dark' | 'system'

const themes: readonly Theme[] = ['light', 'dark', 'system']
const changed = new EventTarget()

/** The theme that was chosen; 'system' where none was. */
export function chosenTheme(): Theme {
  const kept = readSetting('theme')
  return themes.find((t) => t === kept) ?? 'system'
}

/** Sets and remembers the theme: the root element's data-theme, which the style sheet reads. */
export function chooseTheme(theme: Theme): void {
  writeSetting('theme', theme === 'system' ? undefined : theme)
  showTheme(theme)
}

/** Sets the theme without remembering it (at start). */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  changed.dispatchEvent(new Event('change'))
}

/** Whether the page is dark now. */
export function isDark(): boolean {
  const own = document.documentElement.dataset['theme']
  return own === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : own === 'dark'
}

/** Tells when `isDark` or the choice may have changed. */
export function onTheme(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  changed.addEventListener('change', listener)
  system.addEventListener('change', listener)
  return () => {
    changed.removeEventListener('change', listener)
    system.removeEventListener('change', listener)
  }
}
