import { nameKey } from './name-key.ts'
import { surveyFields } from './survey-fields.ts'

/** An object with a name and a place: ICRS degrees. */
export interface NamedObject {
  readonly label: string
  readonly ra: number
  readonly dec: number
  /** Kind as the source has it: 'star', 's' spiral galaxy, 'gc' globular cluster, 'snr' … */
  readonly kind: string
}

export interface NameCatalogue {
  /** The object of that name in any spelling of case and spaces; null when it is not known. */
  find(name: string): NamedObject | null
  /** Objects one of whose names begins like this, best known first; for suggestions. */
  startingWith(start: string, limit: number): readonly NamedObject[]
}

/** Reads the table of dax/names/catalogue.json (made by testing/make-catalogue.py). */
export function nameCatalogue(table: string): NameCatalogue {
  const byKey = new Map<string, NamedObject>()
  for (const line of table.split('\n')) {
    const [names = '', ra = '', dec = '', kind = '', label = ''] = line.split('\t')
    const object: NamedObject = { label, ra: Number(ra), dec: Number(dec), kind }
    for (const name of names.split(',')) byKey.set(name, object)
  }
  return {
    find: (name) => byKey.get(plainKey(name)) ?? null,
    startingWith(start, limit) {
      const key = plainKey(start)
      const found = new Set<NamedObject>()
      if (key === '') return []
      for (const [name, object] of byKey) {
        if (name.startsWith(key)) found.add(object)
        if (found.size >= limit) break
      }
      return [...found]
    },
  }
}

/** The catalogue of Messier, Caldwell, NGC and IC objects, of naked-eye stars and of well-known survey fields. Loaded once, when first asked. */
export function ownCatalogue(): () => Promise<NameCatalogue> {
  let loading: Promise<NameCatalogue> | null = null
  return () => {
    loading ??= import('./catalogue.json').then((module) => nameCatalogue(`${module.default.objects.trimEnd()}\n${fieldLines()}`))
    return loading
  }
}

/** Survey fields as lines of the catalogue's table. */
function fieldLines(): string {
  return surveyFields.map(({ names, ra, dec }) => [names.map(plainKey).join(','), ra, dec, 'field', names[0]].join('\t')).join('\n')
}

/** NGC 0224 and NGC 224 are one name. */
function plainKey(name: string): string {
  return nameKey(name).replace(/^([a-z]+)0+(?=\d)/, '$1')
}
