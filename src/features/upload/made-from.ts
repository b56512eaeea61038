import type { MadeFacts } from '../../engine/upload/read-file.ts'

/** What the form asks of how images were made; '' = as the header of each file tells. */
export interface MadeFrom {
  /** Publisher DIDs or UUIDs, one a line or separated by blanks or commas. */
  readonly inputs: string
  readonly software: string
  readonly version: string
  readonly by: string
  readonly licence: string
}

export const nothingTold: MadeFrom = { inputs: '', software: '', version: '', by: '', licence: '' }

/** Inputs as typed; empty = none. */
export function inputsOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/u).filter((id) => id !== ''))]
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu

/** The first id that is none; null where all are. */
export function wrongInput(text: string): string | null {
  return inputsOf(text).find((id) => !uuid.test(id) && !/^ivo:\/\/\S+$/u.test(id)) ?? null
}

/** What the form says, and the header where the form is silent. Software and version belong together: a version in a header is not that of a software that was typed. */
export function toldOf(form: MadeFrom, header: MadeFacts | null): MadeFrom {
  const or = (typed: string, found: string | null | undefined): string => (typed.trim() === '' ? (found ?? '') : typed.trim())
  const isTyped = form.software.trim() !== ''
  return {
    inputs: form.inputs,
    software: or(form.software, header?.software),
    version: isTyped ? form.version.trim() : or(form.version, header?.software == null ? null : header.version),
    by: or(form.by, header?.by),
    licence: or(form.licence, header?.licence),
  }
}

/** The sidecar (docs/sidecar.md) that says so; '' where nothing is told. */
export function sidecarOf({ inputs, software, version, by, licence }: MadeFrom): string {
  const ids = inputsOf(inputs)
  const isMade = ids.length > 0 || software !== '' || by !== ''
  if (!isMade && licence === '') return ''
  const entityOf = (id: string): string => (uuid.test(id) ? `uuid:${id.toLowerCase()}` : `ivo:${id.slice('ivo://'.length)}`)
  const activity = '_:made'
  const tool = [software, version].filter((word) => word !== '').join(' ')
  const agents = [
    ...(software === '' ? [] : [['_:software', { 'prov:label': tool, 'prov:type': 'prov:SoftwareAgent' }] as const]),
    ...(by === '' ? [] : [['_:person', { 'prov:label': by, 'prov:type': 'prov:Person' }] as const]),
  ]
  const image = licence === '' ? {} : { 'dct:license': licence }
  return JSON.stringify({
    prefix: { ivo: 'ivo://', uuid: 'urn:uuid:', ...(licence === '' ? {} : { dct: 'http://purl.org/dc/terms/' }) },
    entity: { 'skydax:image': image, ...Object.fromEntries(ids.map((id) => [entityOf(id), {}])) },
    ...(isMade
      ? {
          activity: { [activity]: { 'prov:label': software === '' ? 'made by hand' : tool } },
          agent: Object.fromEntries(agents),
          used: Object.fromEntries(ids.map((id, i) => [`_:u${i}`, { 'prov:activity': activity, 'prov:entity': entityOf(id) }])),
          wasGeneratedBy: { '_:g': { 'prov:entity': 'skydax:image', 'prov:activity': activity } },
          wasAssociatedWith: Object.fromEntries(agents.map(([agent], i) => [`_:a${i}`, { 'prov:activity': activity, 'prov:agent': agent }])),
        }
      : {}),
  })
}

/** What the headers of the files say, where those that say anything agree; null = nothing, or different things. */
export function commonFact(files: readonly MadeFacts[], key: keyof MadeFacts): string | null {
  const found = new Set(files.flatMap((one) => one[key] ?? []))
  return found.size === 1 ? ([...found][0] ?? null) : null
}
