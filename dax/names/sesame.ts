import type { NamedObject } from './own-catalogue.ts'

/** Position from the plain-text (-o) or XML (-ox) answer of CDS Sesame; null where it found nothing. */
export function sesamePosition(answer: string, name: string): NamedObject | null {
  const ra = number(/<jradeg>\s*([^<\s]+)/.exec(answer)?.[1] ?? /^%J\s+([\d.+-]+)\s+[\d.+-]+/m.exec(answer)?.[1])
  const dec = number(/<jdedeg>\s*([^<\s]+)/.exec(answer)?.[1] ?? /^%J\s+[\d.+-]+\s+([\d.+-]+)/m.exec(answer)?.[1])
  if (ra === null || dec === null || Math.abs(dec) > 90) return null
  const label = /<oname>([^<]{1,100})<\/oname>/.exec(answer)?.[1] ?? name
  const kind = /<otype>([^<]{1,30})<\/otype>/.exec(answer)?.[1] ?? ''
  return { label, ra: ra >= 0 && ra < 360 ? ra : ((ra % 360) + 360) % 360, dec, kind }
}

function number(text: string | undefined): number | null {
  const value = Number(text)
  return text === undefined || !Number.isFinite(value) ? null : value
}
