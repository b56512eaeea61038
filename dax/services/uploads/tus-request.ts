import { Fault } from '../../fault.ts'
import { uploadKeys } from '../../contract/uploads.ts'
import type { IngestSettings } from '../../archive/ingest/ingest-rows.ts'
import { clip } from '../dali.ts'

/** Limits that the archive's owner does not set: what is beyond them is a mistake or an attack. */
export const fixedLimits = {
  metadataBytes: 4 * 1024 * 1024,
  sidecarBytes: 2 * 1024 * 1024,
  /** A chunk is held until its checksum is known to be right, by the spool: it costs disk, and this much of it. */
  checksummedBytes: 256 * 1024 * 1024,
  nameChars: 200,
} as const

/** What an upload is to become, from Upload-Metadata. */
export interface UploadOrder {
  readonly name: string
  readonly settings: IngestSettings
}

/** A whole number of bytes in a header. Throws usage. */
export function bytesHeader(headers: Headers, name: string): number | null {
  const text = headers.get(name)
  if (text === null) return null
  if (!/^\d{1,15}$/u.test(text)) throw new Fault('usage', `${name}: ${clip(text)} is not a whole number of bytes.`, ['header', name])
  return Number(text)
}

/** Upload-Metadata: `key base64,key base64`. Throws usage for what cannot be read; keys that nobody knows are read over, as tus wants. */
export function readMetadata(text: string): ReadonlyMap<string, string> {
  const wrong = (why: string): Fault =>
    new Fault('usage', `Upload-Metadata ${why}; key base64(value), separated by commas, expected.`, ['header', 'Upload-Metadata'])
  if (text.length > fixedLimits.metadataBytes)
    throw new Fault('tooLarge', `Upload-Metadata is longer than ${fixedLimits.metadataBytes} bytes.`, ['header', 'Upload-Metadata'])
  const out = new Map<string, string>()
  for (const pair of text.split(',')) {
    const [key = '', value = '', ...more] = pair.trim().split(/ +/u)
    if (key === '' && value === '') continue
    if (more.length > 0 || !/^[!-~]+$/u.test(key)) throw wrong(`has the part ${clip(pair)}`)
    if (out.has(key)) throw wrong(`names ${clip(key)} twice`)
    try {
      out.set(key, new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(value), (c) => c.charCodeAt(0))))
    } catch {
      throw wrong(`gives ${clip(key)} a value that is not base64 of UTF-8`)
    }
  }
  return out
}

/** What the metadata asks for, checked. Throws usage Faults that name the key. */
export function orderOf(metadata: ReadonlyMap<string, string>): UploadOrder {
  const wrong = (key: string, why: string): Fault => new Fault('usage', `${key} in Upload-Metadata ${why}.`, ['header', 'Upload-Metadata', key])
  const name = baseName(metadata.get(uploadKeys.filename) ?? '')
  if (name === '') throw wrong(uploadKeys.filename, 'is missing: give the name of the file')
  const sha256 = metadata.get(uploadKeys.sha256)?.toLowerCase()
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/u.test(sha256)) throw wrong(uploadKeys.sha256, `is ${clip(sha256)}; 64 hexadecimal digits expected`)
  const storeOnly = metadata.get(uploadKeys.storeOnly)
  if (storeOnly !== undefined && !/^(?:true|false|)$/u.test(storeOnly))
    throw wrong(uploadKeys.storeOnly, `is ${clip(storeOnly)}; true or false expected`)
  const settings = settingsOf(
    {
      collection: metadata.get(uploadKeys.collection),
      visibility: metadata.get(uploadKeys.visibility),
      group: metadata.get(uploadKeys.group),
      sidecar: metadata.get(uploadKeys.sidecar),
      storeOnly: storeOnly === 'true',
    },
    wrong,
  )
  return { name, settings: { ...settings, ...(sha256 === undefined ? {} : { sha256 }) } }
}

/** What a client may decide about an ingest; undefined = not said. */
export interface AskedSettings {
  readonly collection?: string | undefined
  readonly visibility?: string | undefined
  readonly group?: string | null | undefined
  readonly sidecar?: string | undefined
  readonly storeOnly?: boolean | undefined
}

/** Settings as they are kept, checked; empty texts count as not said. */
export function settingsOf(asked: AskedSettings, wrong: (key: string, why: string) => Fault): IngestSettings {
  const { collection = '', group, sidecar = '' } = asked
  const visibility = asked.visibility === undefined || asked.visibility === '' ? 'private' : asked.visibility
  if (collection !== '' && !/^[\w .:/+-]{1,64}$/u.test(collection))
    throw wrong('collection', `is ${clip(collection)}; 1 to 64 letters, digits, spaces or . : / + - _ expected`)
  if (visibility !== 'private' && visibility !== 'group' && visibility !== 'public')
    throw wrong('visibility', `is ${clip(visibility)}; private, group or public expected`)
  if (visibility === 'group' && (group == null || group === '')) throw wrong('group', 'is missing: visibility is group')
  if (sidecar.length > fixedLimits.sidecarBytes) throw wrong('sidecar', `has more than ${fixedLimits.sidecarBytes} characters`)
  return {
    visibility,
    ...(visibility === 'group' ? { group: group ?? '' } : {}),
    ...(collection === '' ? {} : { collection }),
    ...(sidecar === '' ? {} : { sidecar }),
    ...(asked.storeOnly === true ? { storeOnly: true } : {}),
  }
}

/** The last part of a name that may be a path, without characters that no name has; '' where nothing is left. */
export function baseName(name: string): string {
  const last = name
    .replace(/^.*[/\\]/u, '')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '')
    .trim()
  return /^\.*$/u.test(last) ? '' : last.slice(-fixedLimits.nameChars)
}
