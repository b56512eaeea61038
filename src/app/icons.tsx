import type { ReactNode } from 'react'

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M7 21.5 19.5 6.5 26 12 13.5 27z" fill="none" stroke="var(--accent)" strokeWidth="2.6" strokeLinejoin="round" />
      <path d="M4.5 13.5 14 4.5l11.5 14-9.5 8.5z" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" opacity=".55" />
      <circle cx="15.5" cy="16" r="2.4" fill="currentColor" />
    </svg>
  )
}

export const PaletteIcon = () => (
  <Icon>
    <path d="M4 17l6-5-6-5M12 19h8" />
  </Icon>
)
export const HelpIcon = () => (
  <Icon>
    <path d="M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18h.01" />
  </Icon>
)
export const SunIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1M12 20v1M3 12h1M20 12h1M5.6 5.6l.7.7M17.7 17.7l.7.7M5.6 18.4l.7-.7M17.7 6.3l.7-.7" />
  </Icon>
)
export const MoonIcon = () => (
  <Icon>
    <path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z" />
  </Icon>
)
export const SystemIcon = () => (
  <Icon>
    <rect x="3" y="5" width="18" height="12" rx="1.5" />
    <path d="M9 21h6" />
  </Icon>
)
