import { useEffect, useState } from 'react'
import { cardProblem } from '../../../vo/fits/mend-header.ts'
import type { Card } from '../../../vo/fits/card.ts'
import { headerOfFile, mendFile } from '../../engine/upload/mend-file.ts'
import type { FileFacts } from '../../engine/upload/read-file.ts'
import type { UploadItem } from '../../engine/upload/upload-item.ts'
import { TextField } from '../../ui/text-field.tsx'
import { keywordToMend } from './file-words.ts'

interface HeaderCardsProps {
  readonly item: UploadItem
  readonly facts: FileFacts
  readonly others: readonly UploadItem[]
  readonly onMend: (id: number, file: File) => void
}

/** The cards of a file's headers, and a way to change or add one before it is sent: the file on the disk stays as it is. */
export function HeaderCards({ item, facts, others, onMend }: HeaderCardsProps) {
  const image = facts.hdus.findIndex(({ kind }) => kind === 'image' || kind === 'compressed')
  const [hdu, setHdu] = useState(Math.max(0, image))
  const [cards, setCards] = useState<readonly Card[]>([])
  const [keyword, setKeyword] = useState(() => keywordToMend(facts.problems) ?? '')
  const [value, setValue] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    // a file that has changed on the disk meanwhile can be read no more
    headerOfFile(item.file, facts, hdu).then(
      (header) => isCurrent && setCards(header.ok ? header.value.cards : []),
      () => isCurrent && setCards([]),
    )
    return () => {
      isCurrent = false
    }
  }, [item.file, facts, hdu])
  const mend = async (items: readonly UploadItem[]): Promise<void> => {
    const wrong = cardProblem(keyword, value)
    setProblem(wrong)
    if (wrong !== null) return
    for (const one of items) {
      if (one.reading.at !== 'read') continue
      const mended = await mendFile(one.file, one.reading.facts, hdu, keyword, value)
      if (mended.ok) onMend(one.id, mended.value)
      else setProblem(`${one.path}: ${mended.error.message}`)
    }
  }
  const isUnsent = item.sending.at === 'idle'
  const too = others.filter((one) => one.id !== item.id && one.sending.at === 'idle')
  return (
    <details className="cards" open={facts.problems.length > 0}>
      <summary>Header</summary>
      {facts.hdus.length < 2 ? null : (
        <label className="field">
          <span>HDU</span>
          <select value={hdu} onChange={(event) => setHdu(Number(event.target.value))}>
            {facts.hdus.map(({ name, kind }, i) => (
              <option key={i} value={i}>
                {i}: {name ?? kind}
              </option>
            ))}
          </select>
        </label>
      )}
      {isUnsent ? (
        <form
          className="mend"
          onSubmit={(event) => {
            event.preventDefault()
            void mend([item])
          }}
        >
          <TextField label="Keyword" mono value={keyword} placeholder="CTYPE1" onChange={(text) => setKeyword(text.toUpperCase().trim())} />
          <TextField label="Value" mono value={value} placeholder={valueOf(cards, keyword) ?? 'RA---TAN'} onChange={setValue} />
          <button type="submit">Change the card</button>
          {too.length === 0 ? null : (
            <button type="button" onClick={() => void mend([item, ...too])}>
              In all {too.length + 1} marked
            </button>
          )}
          {problem === null ? null : (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
        </form>
      ) : null}
      <pre className="card-list" tabIndex={0} aria-label={`Cards of HDU ${hdu}`}>
        {cards.map(({ raw = '' }) => raw.replaceAll(/.{80}/gsu, (line) => `${line.trimEnd()}\n`)).join('')}
      </pre>
    </details>
  )
}

function valueOf(cards: readonly Card[], keyword: string): string | null {
  const found = cards.find((one) => one.keyword === keyword)?.value
  return found === undefined || found === null || typeof found === 'object' ? null : String(found)
}
