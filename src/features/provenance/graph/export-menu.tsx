import { useState } from 'react'
import { cutWords, lineageDocument, type LineageAsk } from '../../../api/lineage.ts'
import { sentence } from '../../../api/api-error.ts'
import { svgOf } from '../../../engine/graph/svg.ts'
import { pngOf } from '../../../engine/graph/png.ts'
import type { Palette, Picture } from '../../../engine/graph/picture.ts'
import { saveBlob } from '../../../platform/download.ts'

interface ExportMenuProps {
  readonly picture: Picture | null
  readonly palette: Palette | null
  readonly service: string
  readonly asked: LineageAsk
  readonly name: string
}

/** Saves the picture (SVG, PNG) or the lineage itself (PROV-JSON, PROV-N). */
export function ExportMenu({ picture, palette, service, asked, name }: ExportMenuProps) {
  const [said, setSaid] = useState<string | null>(null)
  const file = `lineage-${name.replaceAll(/[^\w.-]+/gu, '_').slice(-60)}`
  async function save(format: 'SVG' | 'PNG' | 'PROV-JSON' | 'PROV-N'): Promise<void> {
    setSaid(null)
    try {
      if (format === 'PROV-JSON' || format === 'PROV-N') {
        const answer = await lineageDocument(service, asked, format, AbortSignal.timeout(60_000))
        if (answer.ok) {
          saveBlob(`${file}.${format === 'PROV-N' ? 'provn' : 'json'}`, answer.value.blob)
          setSaid(cutWords(answer.value))
        } else setSaid(sentence(answer.error, Date.now()))
      } else if (picture !== null && palette !== null) {
        if (format === 'PNG') saveBlob(`${file}.png`, await pngOf(picture, palette))
        else saveBlob(`${file}.svg`, new Blob([svgOf(picture, palette, `Lineage of ${name}`)], { type: 'image/svg+xml' }))
      }
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div className="row" role="group" aria-label="Export">
      {(['SVG', 'PNG', 'PROV-JSON', 'PROV-N'] as const).map((format) => (
        <button
          key={format}
          type="button"
          className="quiet"
          disabled={(format === 'SVG' || format === 'PNG') && picture === null}
          onClick={() => void save(format)}
          title={format.startsWith('PROV') ? 'The lineage asked for, as a document' : 'The graph as it is drawn, whole'}
        >
          {format}
        </button>
      ))}
      {said === null ? null : (
        <span role="alert" style={{ color: 'var(--bad)' }}>
          {said}
        </span>
      )}
    </div>
  )
}
