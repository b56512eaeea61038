import { useTheme } from '../platform/media.ts'
import { chooseTheme } from '../platform/theme.ts'
import type { Theme } from '../platform/theme.ts'
import { MoonIcon, SunIcon, SystemIcon } from './icons.tsx'

const next: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }
const words: Readonly<Record<Theme, string>> = { system: 'as the system', light: 'light', dark: 'dark' }

/** Goes round system, light and dark; says which it is. */
export function ThemeSwitch() {
  const theme = useTheme()
  return (
    <button
      type="button"
      className="icon"
      onClick={() => chooseTheme(next[theme])}
      aria-label={`Theme: ${words[theme]}`}
      title={`Theme: ${words[theme]} (click for ${words[next[theme]]})`}
    >
      {theme === 'light' ? <SunIcon /> : theme === 'dark' ? <MoonIcon /> : <SystemIcon />}
    </button>
  )
}
