import { useEffect, useRef, useState } from 'react'
import { ApiFailure, failureProps } from '../../api/api-error.ts'
import { pixelEngine } from '../../engine/pixels/pixel-engine.ts'
import type { PixelEngine } from '../../engine/pixels/pixel-engine.ts'
import type { HduInfo } from '../../engine/pixels/pixel-messages.ts'
import { progressWords } from '../../api/download-blob.ts'
import type { ImageRecord } from './image-record.ts'

/** The file of an image, as far as it is open. */
export type PixelState =
  | { readonly at: 'none' }
  /** Not fetched: it is large, or the user stopped. */
  | { readonly at: 'asking'; readonly message: string }
  | { readonly at: 'loading'; readonly progress: string }
  | { readonly at: 'ready'; readonly engine: PixelEngine; readonly hdus: readonly HduInfo[]; readonly hdu: number }
  | { readonly at: 'failed'; readonly message: string; readonly retryAtMs: number | null; readonly hdus: readonly HduInfo[] }

export interface Pixels {
  readonly state: PixelState
  readonly load: () => void
  /** Stops whatever runs, drawing included. */
  readonly stop: () => void
}

/** Files larger than this are not fetched without asking, bytes. */
const askAbove = 200e6

/** Fetches and opens the file; the worker lives as long as the page shows this image. */
export function usePixels(record: ImageRecord): Pixels {
  const [state, setState] = useState<PixelState>({ at: 'none' })
  const worker = useRef<PixelEngine | null>(null)
  const url = record.fileUrl
  const size = record.links.links.find((l) => l.semantics === '#this')?.contentLength ?? Number(record.row.get('access_estsize') ?? 0) * 1000
  const bytes = size > 0 ? `The file has ${(size / 1e6).toFixed(0)} MB.` : ''

  async function load(): Promise<void> {
    if (url === null) return
    worker.current?.close()
    const engine = pixelEngine()
    worker.current = engine
    const isCurrent = (): boolean => worker.current === engine
    setState({ at: 'loading', progress: 'Asking for the file' })
    try {
      const hdus = await engine.open(url, (got, of) => {
        if (isCurrent()) setState({ at: 'loading', progress: got === of ? 'Reading the file' : `Fetching ${progressWords(got, of)}` })
      })
      if (!isCurrent()) return
      const first = hdus.find((h) => h.axes.length >= 2)
      setState(
        first === undefined
          ? { at: 'failed', message: 'The file holds no image (no HDU with two axes); its header is in the panel.', retryAtMs: null, hdus }
          : { at: 'ready', engine, hdus, hdu: first.index },
      )
    } catch (error) {
      if (!isCurrent()) return
      engine.close()
      worker.current = null
      const why = error instanceof ApiFailure ? failureProps(error.error, Date.now()) : { message: fileSentence(error), retryAtMs: null }
      setState({ at: 'failed', message: why.message, retryAtMs: why.retryAtMs, hdus: [] })
    }
  }
  const close = (): void => {
    worker.current?.close()
    worker.current = null
  }

  useEffect(() => {
    if (url === null) return undefined
    if (size > askAbove) setState({ at: 'asking', message: bytes })
    else void load()
    return close
    // one load per file
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [url])

  return {
    state,
    load: () => void load(),
    stop() {
      close()
      setState({ at: 'asking', message: `Stopped. ${bytes}` })
    },
  }
}

function fileSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `The file cannot be read: ${message}.`
}
