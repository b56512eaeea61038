import type { DrawShape } from '../../engine/sky/sky-engine.ts'

export function ShapeIcon({ shape }: { readonly shape: DrawShape }) {
  return (
    <svg width="15" height="15" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      {shape === 'circle' ? <circle cx="8" cy="8" r="5.75" /> : null}
      {shape === 'box' ? <rect x="2.25" y="3.75" width="11.5" height="8.5" rx="0.5" /> : null}
      {shape === 'polygon' ? <path d="M8 1.9 14 6.6 11.6 13.6H4.4L2 6.6z" strokeLinejoin="round" /> : null}
    </svg>
  )
}
