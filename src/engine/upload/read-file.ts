import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { fitsLimits } from '../../../vo/fits/limits.ts'
import type { FitsFile } from '../../../vo/fits/file.ts'
import { headerPlaces } from '../../../vo/fits/mend-header.ts'
import { scanFits } from '../../../vo/fits/scan.ts'
import { obscoreFromFits, obscoreNotes } from '../../../vo/obscore/from-header.ts'
import { formatStcs } from '../../../vo/sky/region-text.ts'

/** One HDU; its header begins at byte `start` of the unpacked file, and its data at `end`. */
export interface HduFacts {
  readonly name: string | null
  readonly kind: string
  readonly start: number
  readonly end: number
}

/** What headers tell of how an image was made; null = nothing. */
export interface MadeFacts {
  readonly software: string | null
  readonly version: string | null
  readonly by: string | null
  readonly licence: string | null
}

/** What a file tells of itself before a byte is sent: what a search would find, or why none would. */
export interface FileFacts {
  /** Lower-case hex; null where the file was not read to its end. */
  readonly sha256: string | null
  readonly isGzip: boolean
  readonly hdus: readonly HduFacts[]
  /** Reasons why the archive cannot take it as an image, each with what to mend. */
  readonly problems: readonly string[]
  /** What a search will miss. */
  readonly notes: readonly string[]
  readonly title: string | null
  readonly target: string | null
  readonly instrument: string | null
  readonly band: string | null
  /** MJD, UTC. */
  readonly tMin: number | null
  readonly exposureS: number | null
  /** ICRS degrees. */
  readonly ra: number | null
  readonly dec: number | null
  readonly unit: string | null
  /** Footprint as STC-S; null where the file has none. */
  readonly region: string | null
  readonly collection: string | null
  readonly made: MadeFacts
}

const nothing: Omit<FileFacts, 'sha256' | 'isGzip' | 'hdus' | 'problems'> = {
  notes: [],
  title: null,
  target: null,
  instrument: null,
  band: null,
  tMin: null,
  exposureS: null,
  ra: null,
  dec: null,
  unit: null,
  region: null,
  collection: null,
  made: { software: null, version: null, by: null, licence: null },
}

/** Up to this size a file is asked of the browser at once: each asking goes to another process and back, which of thousands of small files is most of the time. */
const smallBytes = 4_194_304

/** Reads a file as it goes by, with the very code that the archive takes it in with: headers, footprint and digest cost the memory of the headers, whatever its size. */
export async function readFile(file: Blob & { readonly name: string }, onBytes: (read: number) => void): Promise<FileFacts> {
  const hash = sha256.create()
  let seen = 0
  const isSmall = file.size <= smallBytes
  const start = new Uint8Array(await (isSmall ? file : file.slice(0, 2)).arrayBuffer())
  const isGzip = start[0] === 0x1f && start[1] === 0x8b
  const stream = isSmall ? streamOf(start) : file.stream()
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      hash.update(piece)
      seen += piece.length
      onBytes(seen)
      controller.enqueue(piece)
    },
  })
  const scanned = await scanFits(stream.pipeThrough(passing), isGzip ? fitsLimits.unzippedBytes : Number.MAX_SAFE_INTEGER)
  const sum = seen === file.size ? bytesToHex(hash.digest()) : null
  if (!scanned.ok) return { ...nothing, sha256: sum, isGzip, hdus: [], problems: [scanned.error.message] }
  const places = headerPlaces(scanned.value)
  const hdus = scanned.value.hdus.map(({ name, kind }, i): HduFacts => ({ name, kind, ...places[i]! }))
  const made = madeOf(scanned.value)
  const found = obscoreFromFits(scanned.value, file.name)
  if (!found.ok) return { ...nothing, sha256: sum, isGzip, hdus, made, problems: found.error.map(({ message }) => message) }
  const row = found.value
  return {
    sha256: sum,
    isGzip,
    hdus,
    problems: [],
    notes: obscoreNotes(row),
    title: row.obs_title,
    target: row.target_name,
    instrument: row.instrument_name,
    band: row.lsst_band,
    tMin: row.t_min,
    exposureS: row.t_exptime,
    ra: row.s_ra,
    dec: row.s_dec,
    unit: row.o_unit,
    region: row.region === null ? null : formatStcs(row.region),
    collection: row.obs_collection,
    made,
  }
}

/** The words that pipelines and observatories use for it; the first header that has one tells. */
function madeOf({ hdus }: FitsFile): MadeFacts {
  const first = (...keywords: readonly string[]): string | null => {
    for (const keyword of keywords) for (const { header } of hdus) if (header.text(keyword) !== null) return header.text(keyword)
    return null
  }
  return {
    software: first('SOFTWARE', 'SOFTNAME', 'PIPELINE', 'CREATOR'),
    version: first('SOFTVERS', 'SOFT_VER', 'SWVERS', 'PIPEVERS', 'PIPE_VER', 'VERSION'),
    by: first('AUTHOR', 'OBSERVER', 'ORIGIN'),
    licence: first('LICENSE', 'LICENCE'),
  }
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}
