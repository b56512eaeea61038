import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { checkTemplate } from '../../../vo/templates/check.ts'
import type { ServedTemplate, Template, TemplateParameter, TemplateShow } from '../../../vo/templates/template.ts'
import { useArchives } from '../../api/archive-context.ts'
import { deleteTemplate } from '../../api/templates.ts'
import type { TemplateDraft } from '../../api/templates.ts'
import { sentence } from '../../api/api-error.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ParameterTable } from './editor/parameter-table.tsx'
import { parametersFor, tablesOf } from './editor/find-parameters.ts'
import { TryIt } from './editor/try-it.tsx'
import { Versions } from './editor/versions.tsx'
import { forgetTemplate } from './kept-templates.ts'
import { freeId, saveTemplate } from './save-template.ts'
import { isMine, useTemplates } from './use-templates.ts'
import type { OfferedTemplate } from './use-templates.ts'

const starter = `SELECT TOP 1000 q.quantum_id, q.task, q.run, q.visit, q.detector, q.status_name, q.start_time
FROM prov.quantum AS q
WHERE q.visit = {visit} [[ AND q.detector IN {detector} ]]
ORDER BY q.start_time`

const fresh: ServedTemplate = {
  id: '',
  title: '',
  question: '',
  group: 'Mine',
  parameters: parametersFor(starter, []),
  adql: starter,
  tables: tablesOf(starter),
  show: 'table',
  example: {},
  author: '',
  version: 0,
  owner: 'me',
  share: 'private',
}

/** The editor: ADQL with blanks, what the blanks are, a try, and who may see it. null = a new template. */
export function EditPage({ templateId }: { readonly templateId: string | null }) {
  const templates = useTemplates()
  if (templateId === null) return <Editor key="new" start={fresh} from={null} />
  const from = templates.offered.find((o) => o.template.id === templateId)
  if (from !== undefined) return <Editor key={`${templateId} ${from.template.version}`} start={from.template} from={from} />
  return (
    <main id="main" tabIndex={-1} className="page">
      {templates.isBusy ? <Waiting running words="Reading the templates" /> : <p>There is no template “{templateId}” to edit here.</p>}
    </main>
  )
}

function Editor({ start, from }: { readonly start: ServedTemplate; readonly from: OfferedTemplate | null }) {
  const { current } = useArchives()
  const templates = useTemplates()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const isCopy = from !== null && !isMine(from)
  const [draft, setDraft] = useState<ServedTemplate>(isCopy ? { ...start, title: `${start.title}, mine`, share: 'private' } : start)
  const [inBrowser, setInBrowser] = useState(from?.isLocal ?? current.provenance === undefined)
  const [isTried, setTried] = useState(false)
  const [work, setWork] = useState<{ readonly at: 'idle' | 'busy' | 'failed'; readonly message: string }>({ at: 'idle', message: '' })
  const said = useRef<readonly TemplateParameter[]>(start.parameters)
  const archive = params.get('archive')
  const search = archive === null ? '' : `?archive=${encodeURIComponent(archive)}`
  const replaces = from !== null && !isCopy && from.isLocal === inBrowser
  const put = (change: Partial<ServedTemplate>): void => setDraft((d) => ({ ...d, ...change }))
  const putAdql = (adql: string): void => {
    // what was said of a blank is kept while its name is away
    const known = [...draft.parameters, ...said.current.filter((p) => !draft.parameters.some((q) => q.name === p.name))]
    said.current = known
    put({ adql, parameters: parametersFor(adql, known), tables: tablesOf(adql) })
  }
  const dirty = JSON.stringify(draft) !== JSON.stringify(isCopy ? { ...start, title: `${start.title}, mine`, share: 'private' } : start)
  useEffect(() => {
    if (!dirty) return undefined
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [dirty])

  const need = (text: string, words: string): string | null => (isTried && text.trim() === '' ? words : null)
  const save = async (): Promise<void> => {
    setTried(true)
    if (draft.title.trim() === '' || draft.question.trim() === '' || problems.length > 0) return
    setWork({ at: 'busy', message: '' })
    const id = replaces ? draft.id : freeId(draft.title, new Set(templates.offered.map((o) => o.template.id)))
    const { owner: _, author: __, version: ___, mayChange: ____, ...rest } = draft
    const body: TemplateDraft = { ...rest, id, example: exampleOf(draft), ...(isCopy ? { copiedFrom: start.id } : {}) }
    const saved = await saveTemplate(current, body, replaces ? start.version : null, inBrowser)
    if (!saved.ok) {
      setWork({ at: 'failed', message: saved.message })
      return
    }
    await client.invalidateQueries({ queryKey: ['templates'] })
    setWork({ at: 'idle', message: '' })
    void navigate({ pathname: `/provenance/${encodeURIComponent(saved.id)}`, search })
  }
  const remove = async (): Promise<void> => {
    if (from === null) return
    if (from.isLocal) forgetTemplate(from.template.id)
    else {
      const done = await deleteTemplate(current.provenance ?? '', from.template.id)
      if (!done.ok) {
        setWork({ at: 'failed', message: sentence(done.error, Date.now()) })
        return
      }
      await client.invalidateQueries({ queryKey: ['templates'] })
    }
    void navigate({ pathname: '/provenance', search })
  }
  const problems = problemsOf(draft)
  const groups = useMemo(() => [...new Set(templates.offered.map((o) => o.template.group))], [templates.offered])
  return (
    <main id="main" tabIndex={-1} className="prov-library prov-edit">
      <p className="crumb">
        <Link to={{ pathname: '/provenance', search }}>Questions</Link> <span className="dim">› {from === null ? 'New template' : 'Edit'}</span>
      </p>
      <h1>{from === null ? 'New template' : isCopy ? `A copy of “${start.title}”` : start.title}</h1>
      {isCopy ? (
        <p className="dim">
          {start.owner === null ? 'Templates that come with the archive stay as they are' : `This template is ${start.owner}’s and stays as it is`}:
          you edit a copy of your own.
        </p>
      ) : null}
      <div className="edit-top">
        <TextField label="Title" value={draft.title} onChange={(title) => put({ title })} problem={need(draft.title, 'A title is needed.')} />
        <TextField label="Group" value={draft.group} onChange={(group) => put({ group })} options={groups} />
        <div className="wide">
          <TextField
            label="Question, in one sentence"
            value={draft.question}
            onChange={(question) => put({ question })}
            placeholder="Which … ?"
            problem={need(draft.question, 'The question is the form’s heading: it is needed.')}
          />
        </div>
      </div>
      <div className="field">
        <label htmlFor="edit-adql">ADQL with blanks</label>
        <textarea
          id="edit-adql"
          className="mono"
          rows={Math.min(24, Math.max(8, draft.adql.split('\n').length + 1))}
          value={draft.adql}
          spellCheck={false}
          autoCapitalize="off"
          aria-describedby="edit-adql-help"
          onChange={(e) => putAdql(e.target.value)}
        />
        <span id="edit-adql-help" className="hint">
          A blank is <code>{'{name}'}</code>; of a range of time <code>{'{name.from}'}</code> and <code>{'{name.to}'}</code>; a list stands after IN.
          What is in <code>[[ … ]]</code> is asked only when its blanks are filled. Blanks become literals: no quotes around them.
        </span>
      </div>
      <ParameterTable parameters={draft.parameters} example={draft.example} onChange={(parameters, example) => put({ parameters, example })} />
      <div className="edit-top">
        <label className="field">
          <span>Show the answer as</span>
          <select value={draft.show} onChange={(e) => put({ show: e.target.value as TemplateShow })}>
            <option value="table">Table</option>
            <option value="sky">On the sky</option>
            <option value="graph">Graph</option>
          </select>
        </label>
        <TextField
          label="Column of dataset identifiers (for sky and graph)"
          value={draft.entityColumn ?? ''}
          placeholder="entity_id"
          onChange={(name) => setDraft((d) => withColumn(d, name.trim()))}
        />
      </div>
      {problems.length === 0 ? null : (
        <div className="note warn" role="status">
          <strong>Before it can be saved</strong>
          <ul>
            {problems.map((p) => (
              <li key={`${p.parameter ?? ''}${p.message}`}>{p.message}</li>
            ))}
          </ul>
        </div>
      )}
      <TryIt template={draft} />
      <section className="edit-share" aria-label="Who sees it">
        <h2>Who sees it</h2>
        {current.provenance === undefined ? (
          <p className="dim">{current.title} keeps no templates: this one stays in this browser.</p>
        ) : (
          <>
            <div className="row">
              {(
                [
                  ['browser', 'This browser only'],
                  ['private', 'Me'],
                  ['group', 'A group'],
                  ['public', 'Everybody'],
                ] as const
              ).map(([value, words]) => (
                <label key={value} className="row nowrap">
                  <input
                    type="radio"
                    name="share"
                    checked={value === 'browser' ? inBrowser : !inBrowser && draft.share === value}
                    onChange={() => {
                      setInBrowser(value === 'browser')
                      put({ share: value === 'browser' ? 'private' : value })
                    }}
                  />
                  <span>{words}</span>
                </label>
              ))}
            </div>
            {draft.share === 'group' && !inBrowser ? (
              <TextField
                label="Group that sees it"
                value={draft.shareGroup ?? ''}
                onChange={(shareGroup) => put({ shareGroup })}
                problem={need(draft.shareGroup ?? '', 'Name the group.')}
              />
            ) : null}
          </>
        )}
      </section>
      {work.at === 'failed' ? <FailureBox title="It could not be saved" message={work.message} /> : null}
      <div className="row">
        <button type="button" className="primary" disabled={work.at === 'busy'} onClick={() => void save()}>
          {replaces ? `Save version ${start.version + 1}` : 'Save'}
        </button>
        {from === null ? null : (
          <Link className="button" to={{ pathname: `/provenance/${encodeURIComponent(start.id)}`, search }}>
            Leave it as it is
          </Link>
        )}
        {from !== null && !isCopy ? <DeleteButton onDelete={() => void remove()} /> : null}
      </div>
      {from === null || from.isLocal || current.provenance === undefined || start.version < 2 ? null : (
        <Versions
          base={current.provenance}
          template={start}
          onTake={(old: Template) => setDraft((d) => ({ ...d, ...old, id: d.id, version: d.version }))}
        />
      )}
    </main>
  )
}

/** Deletes at the second press. */
function DeleteButton({ onDelete }: { readonly onDelete: () => void }) {
  const [isSure, setSure] = useState(false)
  return (
    <button type="button" onBlur={() => setSure(false)} onClick={() => (isSure ? onDelete() : setSure(true))}>
      {isSure ? 'Really delete it' : 'Delete'}
    </button>
  )
}

/** Examples of blanks that are still there. */
function exampleOf(draft: Template): Template['example'] {
  return Object.fromEntries(Object.entries(draft.example).filter(([name]) => draft.parameters.some((p) => p.name === name)))
}

/** What the checker says of the ADQL and its blanks; title and question are told at their fields. */
function problemsOf(draft: ServedTemplate): ReturnType<typeof checkTemplate> {
  return checkTemplate({ ...draft, id: draft.id === '' ? 'new' : draft.id, title: 'x', question: 'x', example: exampleOf(draft) })
}

/** The draft with the column of dataset identifiers named, or without one. */
function withColumn(draft: ServedTemplate, name: string): ServedTemplate {
  const { entityColumn, ...rest } = draft
  return name === '' ? rest : entityColumn === name ? draft : { ...rest, entityColumn: name }
}
