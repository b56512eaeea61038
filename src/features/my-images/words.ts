import type { ChangeableColumn } from '../../../dax/contract/images.ts'

/** What the owner may change, as a form calls it. */
export const columnWords: Readonly<Record<ChangeableColumn, string>> = {
  obs_title: 'Title',
  obs_collection: 'Collection',
  target_name: 'Target',
  obs_creator_name: 'Made by',
  instrument_name: 'Instrument',
  facility_name: 'Facility',
  proposal_id: 'Proposal',
  bib_reference: 'Bibliographic reference',
  data_rights: 'Licence',
  dataproduct_subtype: 'Kind of image',
}

/** Name of a changed value in a history. */
export function changeWords(key: string): string {
  if (key === 'visibility') return 'Visibility'
  if (key === 'group') return 'Group'
  return (columnWords as Readonly<Record<string, string>>)[key] ?? key
}

export const visibilities = ['private', 'group', 'public'] as const
export type Visibility = (typeof visibilities)[number]

export const visibilityWords: Readonly<Record<Visibility, { readonly mark: string; readonly name: string; readonly means: string }>> = {
  private: { mark: '●', name: 'private', means: 'You alone, and administrators, can find, see and download it.' },
  group: { mark: '◐', name: 'group', means: 'Members of the group can find, see and download it, and read its provenance.' },
  public: {
    mark: '○',
    name: 'public',
    means:
      'Everybody who reaches this archive can find, see and download it, and read its provenance. Who has downloaded it keeps it, also if you make it private again.',
  },
}

export function isVisibility(text: string): text is Visibility {
  return Object.hasOwn(visibilityWords, text)
}

/** '1.2 MB' */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [unit, by] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9]
  return `${(bytes / (by as number)).toFixed(1)} ${unit}`
}

/** '2026-11-28 12:04' */
export const timeWords = (iso: string): string => new Date(iso).toISOString().slice(0, 16).replace('T', ' ')

/** 'this image', '12 images' */
export const imagesWords = (n: number): string => (n === 1 ? 'this image' : `${n.toLocaleString('en')} images`)
