import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useArchives } from '../../api/archive-context.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { filledOnly, isFilled, valueText } from './form-values.ts'
import type { Values } from './form-values.ts'
import { freeId, saveTemplate } from './save-template.ts'
import { useTemplates } from './use-templates.ts'
import type { OfferedTemplate } from './use-templates.ts'

/** Saves the question as filled in as a template of one's own: what is filled in becomes its defaults. */
export function SaveSheet({
  offered,
  values,
  onClose,
}: {
  readonly offered: OfferedTemplate
  readonly values: Values
  readonly onClose: () => void
}) {
  const { template } = offered
  const { current } = useArchives()
  const { offered: all } = useTemplates()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const filled = template.parameters.filter((p) => isFilled(values[p.name]))
  const [title, setTitle] = useState(`${template.title}, mine`)
  const [question, setQuestion] = useState(template.question)
  const [inBrowser, setInBrowser] = useState(current.provenance === undefined)
  const [keepValues, setKeepValues] = useState(true)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (title.trim() === '' || question.trim() === '') return
    setBusy(true)
    const { owner: _, author: __, version: ___, mayChange: ____, ...rest } = template
    const saved = await saveTemplate(
      current,
      {
        ...rest,
        id: freeId(title, new Set(all.map((o) => o.template.id))),
        title: title.trim(),
        question: question.trim(),
        share: 'private',
        copiedFrom: template.id,
        parameters: template.parameters.map((p) => (keepValues && isFilled(values[p.name]) ? { ...p, default: valueText(values[p.name]) } : p)),
        example: { ...template.example, ...filledOnly(values) },
      } as Parameters<typeof saveTemplate>[1],
      null,
      inBrowser,
    )
    setBusy(false)
    if (!saved.ok) {
      setProblem(saved.message)
      return
    }
    await client.invalidateQueries({ queryKey: ['templates'] })
    const archive = params.get('archive')
    void navigate({
      pathname: `/provenance/${encodeURIComponent(saved.id)}`,
      search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}`,
    })
  }
  return (
    <Sheet title="Save as template" onClose={onClose}>
      <form className="save-form" onSubmit={(e) => void save(e)}>
        <TextField label="Title" value={title} onChange={setTitle} problem={title.trim() === '' ? 'A title is needed.' : null} />
        <TextField
          label="Question, in one sentence"
          value={question}
          onChange={setQuestion}
          problem={question.trim() === '' ? 'A question is needed.' : null}
        />
        {filled.length === 0 ? null : (
          <label className="row nowrap">
            <input type="checkbox" checked={keepValues} onChange={(e) => setKeepValues(e.target.checked)} />
            <span>Start with what is filled in now: {filled.map((p) => p.label).join(', ')}</span>
          </label>
        )}
        {current.provenance === undefined ? (
          <p className="dim">This archive keeps no templates: yours is kept in this browser.</p>
        ) : (
          <label className="row nowrap">
            <input type="checkbox" checked={inBrowser} onChange={(e) => setInBrowser(e.target.checked)} />
            <span>Keep it in this browser only, not with the archive</span>
          </label>
        )}
        <p className="dim">It is private. Its query, its fields and who sees it are changed in the editor.</p>
        <div className="row">
          <button type="submit" className="primary" disabled={isBusy}>
            Save
          </button>
          <button type="button" onClick={onClose}>
            Not now
          </button>
        </div>
        {problem === '' ? null : <FailureBox title="It could not be saved" message={problem} />}
      </form>
    </Sheet>
  )
}
