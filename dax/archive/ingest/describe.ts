import type { Card } from '../../../vo/fits/card.ts'
import type { FitsFile } from '../../../vo/fits/file.ts'
import { headerOf } from '../../../vo/fits/header.ts'
import { scanFits } from '../../../vo/fits/scan.ts'
import { fitsLimits } from '../../../vo/fits/limits.ts'
import { obscoreFromFits } from '../../../vo/obscore/from-header.ts'
import type { ObscoreRow } from '../../../vo/obscore/row.ts'
import { butlerCards, type ButlerCards } from '../prov/butler-cards.ts'
import type { ReadProvenance } from '../prov/sidecar-reader.ts'
import { joined, type IngestProvenance } from '../prov/write-ingest.ts'

/** What a file tells of itself: headers only, whatever its size. All its problems are told together. */
export async function describe(
  stream: ReadableStream<Uint8Array>,
  facts: {
    readonly name: string
    readonly size: number
    readonly isGzip: boolean
    readonly authority: string
    readonly collection?: string | undefined
  },
): Promise<{ readonly row: ObscoreRow; readonly file: FitsFile } | { readonly problems: readonly string[] }> {
  const file = await scanFits(stream, facts.isGzip ? fitsLimits.unzippedBytes : Number.MAX_SAFE_INTEGER)
  if (!file.ok) return { problems: [file.error.message] }
  const row = obscoreFromFits(file.value, facts.name, {
    authority: facts.authority,
    ...(facts.collection === undefined ? {} : { collection: facts.collection }),
  })
  if (!row.ok) return { problems: row.error.map(({ message }) => message) }
  return { row: { ...row.value, access_estsize: Math.max(1, Math.round(facts.size / 1000)) }, file: file.value }
}

/** The butler's cards, wherever in the file they stand. */
export function butlerOf(file: FitsFile, did: string): ButlerCards | null {
  return butlerCards(headerOf(butlerCardsIn(file)), did)
}

export function butlerCardsIn(file: FitsFile): readonly Card[] {
  return file.hdus.flatMap(({ header }) => header.cards.filter(({ keyword }) => keyword.startsWith('LSST BUTLER ')))
}

/** What the sidecar tells goes before what the header's cards tell; where both tell what made the image, the sidecar alone does. */
export function provenanceOf(butler: ButlerCards | null, sidecar: ReadProvenance | null): Pick<IngestProvenance, 'dataset' | 'record' | 'made'> {
  if (butler === null) return sidecar ?? {}
  const { uuid, type, run, record } = butler
  const dataset = { ...butler.dataId, uuid, ...(type === undefined ? {} : { type }), ...(run === undefined ? {} : { run }), ...sidecar?.dataset }
  if (sidecar?.made === true) return { ...sidecar, dataset }
  return { dataset, record: sidecar === null ? record : joined(record, sidecar.record), made: record.relations.length > 0 }
}
