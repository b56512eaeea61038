import { useState } from 'react'
import { copyText } from '../../platform/download.ts'
import { Sheet } from '../../ui/sheet.tsx'
import type { Table } from '../../../vo/table/columns.ts'
import { codeFor, languages } from './code-text.ts'
import type { Language } from './code-text.ts'
import { ExportPanel } from './export-panel.tsx'

/** The same search as code, exactly, and the result as files. */
export function CodeSheet(props: {
  readonly tap: string
  readonly adql: string
  readonly maxRows: number
  readonly table: Table | null
  readonly rows: Uint32Array
  readonly total: number | null
  readonly onClose: () => void
}) {
  const [language, setLanguage] = useState<Language>('ADQL')
  const [copied, setCopied] = useState('')
  const tap = new URL(props.tap, document.baseURI).href
  const code = codeFor(language, tap, props.adql, props.maxRows)
  return (
    <Sheet title="Code & export" onClose={props.onClose}>
      <h3>The same in code</h3>
      <div className="row">
        <div className="segments" role="group" aria-label="Language">
          {languages.map((l) => (
            <button key={l} type="button" aria-pressed={l === language} onClick={() => setLanguage(l)}>
              {l}
            </button>
          ))}
        </div>
        <span className="grow" />
        <button type="button" onClick={() => void copyText(code).then((done) => setCopied(done ? language : 'failed'))}>
          {copied === language ? 'Copied' : copied === 'failed' ? 'Select it and copy by hand' : 'Copy'}
        </button>
      </div>
      <pre tabIndex={0} aria-label={`The search as ${language}`}>
        {code}
      </pre>
      <ExportPanel {...props} />
    </Sheet>
  )
}
