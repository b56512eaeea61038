import { useEffect, useRef, useState } from 'react'
import { stretches, type Stretch } from '../../../vo/fits/render.ts'
import { pixelEngine, type PixelEngine } from '../../engine/pixels/pixel-engine.ts'
import type { Drawn } from '../../engine/pixels/pixel-messages.ts'
import { Waiting } from '../../ui/waiting.tsx'

type Open =
  | { readonly at: 'opening' }
  | { readonly at: 'open'; readonly engine: PixelEngine; readonly hdu: number }
  | { readonly at: 'failed'; readonly message: string }

/** Larger files are not held in memory for a look, bytes. */
const most = 400e6

/** The pixels of a file that lies on this machine, drawn with the stretch that is chosen. */
export function Preview({ file }: { readonly file: File }) {
  const [open, setOpen] = useState<Open>({ at: 'opening' })
  const [stretch, setStretch] = useState<Stretch>('asinh')
  const [drawn, setDrawn] = useState<Drawn | null>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    setDrawn(null)
    if (file.size > most) {
      setOpen({ at: 'failed', message: 'It is too large for a preview here; the archive draws one.' })
      return undefined
    }
    setOpen({ at: 'opening' })
    const url = URL.createObjectURL(file)
    const engine = pixelEngine()
    engine
      .open(url, () => undefined)
      .then((hdus) => {
        const image = hdus.find(({ axes }) => axes.length >= 2)
        setOpen(image === undefined ? { at: 'failed', message: 'It holds no image.' } : { at: 'open', engine, hdu: image.index })
      })
      .catch((error: unknown) => {
        if (!(error instanceof DOMException)) setOpen({ at: 'failed', message: error instanceof Error ? error.message : String(error) })
      })
    return () => {
      engine.close()
      URL.revokeObjectURL(url)
    }
  }, [file])
  useEffect(() => {
    if (open.at !== 'open') return undefined
    let isCurrent = true
    open.engine
      .draw(open.hdu, 0, { stretch, colours: 'gray', cuts: { percent: 99.5 }, invert: false })
      .then((picture) => isCurrent && setDrawn(picture))
      .catch((error: unknown) => {
        if (isCurrent && !(error instanceof DOMException)) setOpen({ at: 'failed', message: error instanceof Error ? error.message : String(error) })
      })
    return () => {
      isCurrent = false
    }
  }, [open, stretch])
  useEffect(() => {
    const el = canvas.current
    if (el === null || drawn === null) return
    el.width = drawn.width
    el.height = drawn.height
    el.getContext('2d')?.putImageData(new ImageData(drawn.rgba, drawn.width, drawn.height), 0, 0)
  }, [drawn])
  if (open.at === 'failed') return <p className="dim">No preview: {open.message}</p>
  return (
    <figure className="preview" aria-label={`Preview of ${file.name}`}>
      <canvas ref={canvas} hidden={drawn === null} />
      <Waiting running={drawn === null} words="Drawing" />
      <label className="row">
        <span className="dim">Stretch</span>
        <select value={stretch} onChange={(event) => setStretch(event.target.value as Stretch)}>
          {stretches.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
    </figure>
  )
}
