import { useEffect, useMemo, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { Link } from 'react-router'
import type { TemplateValue } from '../../../vo/templates/template.ts'
import { useArchives } from '../../api/archive-context.ts'
import { templateRun } from '../../api/run-template.ts'
import type { TemplateRun } from '../../api/run-template.ts'
import { copyText } from '../../platform/download.ts'
import { useMedia } from '../../platform/media.ts'
import { Split } from '../../ui/split.tsx'
import { AnswerPanel } from './answer-panel.tsx'
import { expansionOf } from './expansion.ts'
import { ParameterField } from './form/parameter-field.tsx'
import { QueryPreview } from './form/query-preview.tsx'
import { RegionPicker } from './form/region-picker.tsx'
import { filledOnly, isFilled, pageKeys, valueText, valuesOf, withValues } from './form-values.ts'
import type { Values } from './form-values.ts'
import { rememberQuestion } from './recent.ts'
import { SaveSheet } from './save-sheet.tsx'
import { TemplateServiceProvider } from './template-service.ts'
import { useAddress } from './use-address.ts'
import { useEstimate } from './use-estimate.ts'
import { isMine } from './use-templates.ts'
import type { OfferedTemplate } from './use-templates.ts'

const writeMs = 250

/** The form of one question beside its answer. What is typed goes into the address; `show-as` there says that the answer is asked for. */
export function AskForm({ offered }: { readonly offered: OfferedTemplate }) {
  const { template, runs, cannot, isServed } = offered
  const [params, change] = useAddress()
  const asked = useAsked(params, offered)
  // what is typed and not yet in the address; an address that follows late takes no letter back
  const [draft, setDraft] = useState<Values | null>(null)
  const typed = draft ?? asked.values
  const [isTried, setTried] = useState(false)
  const [picking, setPicking] = useState<string | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [copied, setCopied] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const expansion = useMemo(() => expansionOf(runs, typed), [runs, typed])
  const problems = expansion.ok ? [] : expansion.error
  const isAsked = asked.query !== null && expansion.ok && expansion.value.query === asked.query
  const base = useArchives().current.provenance
  // another form of the query, for other tables, is none that the service knows
  const runOf = (values: Values): TemplateRun | null =>
    isServed && base !== undefined && runs.adql === template.adql ? templateRun(base, template, filledOnly(values)) : null
  const service = runOf({})
  const estimate = useEstimate(expansion.ok && !isAsked && cannot === null ? expansion.value.query : null, runOf(typed))
  const narrow = useMedia('(max-width: 860px)')

  const pending = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly values: Values } | null>(null)
  const write = (values: Values, showAs: string | null): void => {
    if (pending.current !== null) clearTimeout(pending.current.timer)
    pending.current = null
    setDraft(null)
    const wasAsked = params.has(pageKeys.showAs)
    change(
      (p) => {
        const next = withValues(p, template, values)
        next.delete(pageKeys.showAs)
        for (const key of [pageKeys.row, pageKeys.sortBy]) next.delete(key)
        if (showAs !== null) next.set(pageKeys.showAs, showAs)
        for (const key of [...p.keys()]) p.delete(key)
        for (const [key, value] of next) p.append(key, value)
      },
      // the step that was asked stays behind, so that Back leads to its answer
      showAs !== null || wasAsked,
    )
  }
  useEffect(() => () => void (pending.current === null ? undefined : clearTimeout(pending.current.timer)), [])
  const put = (values: Values): void => {
    setDraft(values)
    if (pending.current !== null) clearTimeout(pending.current.timer)
    pending.current = { values, timer: setTimeout(() => write(values, null), writeMs) }
  }
  const run = (event?: FormEvent): void => {
    event?.preventDefault()
    setTried(true)
    if (cannot !== null) return
    if (!expansion.ok) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('.ask-field.wrong :is(input, select)')?.focus())
      return
    }
    rememberQuestion({
      id: template.id,
      query: withValues(new URLSearchParams(), template, typed).toString(),
      words: template.parameters.flatMap((p) => (isFilled(typed[p.name]) ? [`${p.label} ${valueText(typed[p.name])}`] : [])).join(', '),
    })
    write(typed, params.get(pageKeys.showAs) ?? template.show)
  }
  const problemOf = (name: string): string | null => {
    const found = problems.find((p) => p.parameter === name)
    // what is still empty is no mistake before Run
    if (found === undefined || (!isTried && !isFilled(typed[name]))) return null
    const label = `${template.parameters.find((p) => p.name === name)?.label ?? ''}: `
    const words = found.message.startsWith(label) ? found.message.slice(label.length) : found.message
    return words.slice(0, 1).toUpperCase() + words.slice(1)
  }
  const noteOf = (name: string): string | null => {
    const notes = expansion.ok
      ? expansion.value.bound.flatMap((b) => (b.name.replace(/\..*$/u, '') === name && b.note !== undefined ? [b.note] : []))
      : []
    return notes.length === 0 ? null : [...new Set(notes)].join('\n')
  }
  const general = problems.filter((p) => p.parameter === null)
  const archive = params.get('archive')
  const library = { pathname: '/provenance', search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}` }

  const left = (
    <div className="ask-side">
      <p className="crumb">
        <Link to={library}>Questions</Link> <span className="dim">› {template.group}</span>
      </p>
      <h1>{template.question}</h1>
      <p className="dim">
        {template.title} · {offered.isLocal ? 'kept in this browser' : template.author}, version {template.version}
      </p>
      {cannot === null ? null : (
        <p className="note warn" role="alert">
          This question cannot be asked here. {cannot}
        </p>
      )}
      <form ref={form} className="ask-form" onSubmit={run} noValidate aria-label="Fill in">
        <TemplateServiceProvider value={service}>
          {template.parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={typed[parameter.name]}
              problem={problemOf(parameter.name)}
              note={noteOf(parameter.name)}
              onChange={(value: TemplateValue) => put({ ...typed, [parameter.name]: value })}
              onPickRegion={() => setPicking(parameter.name)}
            />
          ))}
        </TemplateServiceProvider>
        {template.parameters.length === 0 ? <p className="dim">Nothing to fill in.</p> : null}
        {general.map((p) => (
          <p key={p.message} className="note bad" role="alert">
            {p.message}
          </p>
        ))}
        <div className="row">
          <button type="submit" className="primary" disabled={cannot !== null}>
            Run
          </button>
          <button
            type="button"
            onClick={() => put({ ...valuesOf(new URLSearchParams(), template), ...template.example })}
            disabled={Object.keys(template.example).length === 0}
          >
            Use the example
          </button>
          <span role="status" className="dim">
            {estimate}
          </span>
        </div>
      </form>
      <div className="row query-head">
        <h2 className="grow">Expanded query</h2>
        <button
          type="button"
          disabled={!expansion.ok}
          onClick={() =>
            expansion.ok && void copyText(expansion.value.query).then((done) => setCopied(done ? 'Copied' : 'Select the text and copy it by hand'))
          }
        >
          Copy query
        </button>
        <button type="button" onClick={() => setSaving(true)}>
          Save as template
        </button>
      </div>
      <span role="status" className="dim">
        {copied}
      </span>
      <QueryPreview template={runs} expansion={expansion.ok ? expansion.value : null} />
      <p className="row">
        {expansion.ok ? (
          <Link
            to={{
              pathname: '/query',
              search: `?${new URLSearchParams([...(archive === null ? [] : [['archive', archive]]), ['adql', expansion.value.query]]).toString()}`,
            }}
          >
            Open on the Query page
          </Link>
        ) : null}
        <Link to={{ pathname: `/provenance/edit/${encodeURIComponent(template.id)}`, search: library.search }}>
          {isMine(offered) ? 'Edit this template' : 'Copy and edit this template'}
        </Link>
      </p>
    </div>
  )
  const right = (
    <AnswerPanel
      template={template}
      values={asked.values}
      query={asked.query}
      run={runOf(asked.values)}
      isCurrent={isAsked || asked.query === null}
      hasAsked={params.has(pageKeys.showAs)}
      isAskable={cannot === null}
      mapIsLent={picking !== null}
    />
  )
  const region = template.parameters.find((p) => p.name === picking)
  return (
    <main id="main" tabIndex={-1} className={narrow ? 'ask-page narrow-ask' : 'ask-page'}>
      {narrow ? (
        <>
          {left}
          {right}
        </>
      ) : (
        <Split label="Width of the form" direction="row" initial={0.28} least={320} most={560} first={left} second={right} />
      )}
      {region === undefined ? null : (
        <RegionPicker
          label={region.label}
          value={valueText(typed[region.name])}
          onPick={(text) => {
            put({ ...typed, [region.name]: text })
            setPicking(null)
          }}
          onClose={() => setPicking(null)}
        />
      )}
      {isSaving ? <SaveSheet offered={offered} values={typed} onClose={() => setSaving(false)} /> : null}
    </main>
  )
}

/** What the address fills in, and the query it asks for: null where it asks for none or cannot be expanded. */
function useAsked(params: URLSearchParams, offered: OfferedTemplate): { readonly values: Values; readonly query: string | null } {
  const { template, runs, cannot } = offered
  const text = JSON.stringify(valuesOf(params, template))
  const isAsked = params.has(pageKeys.showAs) && cannot === null
  return useMemo(() => {
    const values = JSON.parse(text) as Values
    const expansion = isAsked ? expansionOf(runs, values) : null
    return { values, query: expansion?.ok === true ? expansion.value.query : null }
  }, [text, isAsked, runs])
}
