import { useSyncExternalStore } from 'react'
import { chosenTheme, isDark, onTheme } from './theme.ts'
import type { Theme } from './theme.ts'

/** Whether a media query holds, kept up to date. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** Whether the page is dark. */
export function useDark(): boolean {
  return useSyncExternalStore(onTheme, isDark)
}

/** The chosen theme. */
export function useTheme(): Theme {
  return useSyncExternalStore(onTheme, chosenTheme)
}
