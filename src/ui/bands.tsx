/** The survey's bands with their published colours (light, dark themes) and marks: the only place that knows them. */
export const bands = {
  u: { light: '#0c71ff', dark: '#3eb7ff', mark: '○' },
  g: { light: '#49be61', dark: '#30c39f', mark: '△' },
  r: { light: '#c61c00', dark: '#ff7e00', mark: '▽' },
  i: { light: '#ffc200', dark: '#2af5ff', mark: '□' },
  z: { light: '#f341a2', dark: '#a7f9c1', mark: '☆' },
  y: { light: '#5d0000', dark: '#fdc900', mark: '⬠' },
} as const

export type Band = keyof typeof bands

export function isBand(text: string): text is Band {
  return text in bands
}

/** A band as mark and letter; the letter carries the meaning, colour never alone. */
export function BandMark({ band }: { readonly band: string }) {
  if (!isBand(band)) return <span>{band}</span>
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <span aria-hidden="true" style={{ color: `var(--band-${band})` }}>
        {bands[band].mark}
      </span>{' '}
      {band}
    </span>
  )
}

/** RGBA 0–1 of '#rrggbb'. */
export function rgba(hex: string, alpha: number): readonly [number, number, number, number] {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return [part(1), part(3), part(5), alpha]
}
