import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { ServedTemplate } from '../../../vo/templates/template.ts'
import { headline, sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { recentQuestions } from './recent.ts'
import { useAddress } from './use-address.ts'
import { isMine, useTemplates } from './use-templates.ts'
import type { OfferedTemplate } from './use-templates.ts'

/** The questions that can be asked of the archive, by group; those asked last and one's own first. */
export function LibraryPage() {
  const { current } = useArchives()
  const templates = useTemplates()
  const [params, change] = useAddress()
  const [find, setFind] = useState(params.get('find') ?? '')
  const wanted = useDeferredValue(find)
  const [recent] = useState(recentQuestions)
  const archive = params.get('archive')
  const search = archive === null ? '' : `?archive=${encodeURIComponent(archive)}`
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => setFind(params.get('find') ?? ''), [params])

  const found = useMemo(() => templates.offered.filter((o) => matches(o.template, wanted)), [templates.offered, wanted])
  const can = found.filter((o) => o.cannot === null)
  const cannot = found.filter((o) => o.cannot !== null)
  const mine = can.filter((o) => o.template.owner !== null)
  const shipped = can.filter((o) => o.template.owner === null)
  const groups = [...new Set(shipped.map((o) => o.template.group))]
  const asked = recent.flatMap((r) => {
    const offered = can.find((o) => o.template.id === r.id)
    return offered === undefined ? [] : [{ offered, ...r }]
  })
  return (
    <main id="main" tabIndex={-1} className="prov-library">
      <div className="prov-head">
        <div className="grow">
          <h1>Provenance</h1>
          <p className="dim">Choose a question, fill in its blanks: the answer comes as a table, on the sky and as a graph.</p>
        </div>
        <Link className="button" to={{ pathname: '/provenance/lineage', search }}>
          Lineage of a dataset
        </Link>
        <Link className="button" to={{ pathname: '/provenance/compare', search }}>
          Compare two runs
        </Link>
        <Link className="button" to={{ pathname: '/provenance/edit', search }}>
          New template
        </Link>
      </div>
      {templates.source === 'built-in' && templates.error === null ? (
        <p className="note">
          {current.title} keeps no templates of its own: these are the ones that come with Skydax
          {cannot.length > 0 && wanted === '' ? `; ${can.length} of ${found.length} can be asked here` : ''}.
        </p>
      ) : null}
      {templates.error === null ? null : (
        <FailureBox
          title={`Templates: ${headline(templates.error)}`}
          message={`${sentence(templates.error, Date.now())} The ones that come with Skydax are shown.`}
          onRetry={templates.again}
        />
      )}
      {templates.tablesError === null ? null : (
        <p className="note warn" role="alert">
          Which tables {current.title} has cannot be read, so some questions may fail. {sentence(templates.tablesError, Date.now())}
        </p>
      )}
      <div className="field prov-find">
        <label htmlFor="find-question">Find a question</label>
        <input
          ref={box}
          id="find-question"
          type="search"
          value={find}
          placeholder="node, flat, failed, coadd …"
          autoComplete="off"
          onChange={(e) => {
            setFind(e.target.value)
            change((p) => (e.target.value === '' ? p.delete('find') : p.set('find', e.target.value)))
          }}
        />
      </div>
      <section aria-label="Templates" aria-busy={templates.isBusy}>
        <p role="status" className={wanted === '' ? 'visually-hidden' : 'dim'}>
          {templates.isBusy ? '' : `${found.length} question${found.length === 1 ? '' : 's'}`}
        </p>
        {templates.isBusy ? (
          <Waiting running words="Reading the templates" />
        ) : (
          <div className="prov-groups">
            {asked.length > 0 && wanted === '' ? (
              <Group title="Asked last">
                {asked.map(({ offered, query, words }) => (
                  <Question
                    key={`${offered.template.id} ${query}`}
                    offered={offered}
                    search={`${search}${query === '' ? '' : `${search === '' ? '?' : '&'}${query}`}`}
                    about={words === '' ? offered.template.title : words}
                  />
                ))}
              </Group>
            ) : null}
            {mine.length > 0 ? (
              <Group title="Mine and shared with me">
                {mine.map((o) => (
                  <Question key={`${o.template.id} ${o.isLocal}`} offered={o} search={search} about={`${o.template.title} · ${whose(o)}`} />
                ))}
              </Group>
            ) : null}
            {groups.map((group) => (
              <Group key={group} title={group}>
                {shipped
                  .filter((o) => o.template.group === group)
                  .map((o) => (
                    <Question key={o.template.id} offered={o} search={search} about={aboutOf(o.template)} />
                  ))}
              </Group>
            ))}
          </div>
        )}
        {cannot.length === 0 || templates.isBusy ? null : (
          <details className="prov-cannot" open={can.length === 0}>
            <summary>
              {cannot.length} question{cannot.length === 1 ? '' : 's'} cannot be asked here
            </summary>
            <ul>
              {cannot.map((o) => (
                <li key={o.template.id}>
                  <Link to={{ pathname: `/provenance/${encodeURIComponent(o.template.id)}`, search }}>{o.template.question}</Link>{' '}
                  <span className="dim">{o.cannot}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
        {!templates.isBusy && found.length === 0 ? (
          <p className="empty">
            {wanted === '' ? 'No questions here.' : `No question with “${wanted}”.`}{' '}
            {wanted === '' ? null : (
              <button
                type="button"
                onClick={() => {
                  setFind('')
                  change((p) => p.delete('find'))
                  box.current?.focus()
                }}
              >
                Show all
              </button>
            )}
          </p>
        ) : null}
      </section>
    </main>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="prov-group">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </div>
  )
}

function Question({ offered, search, about }: { readonly offered: OfferedTemplate; readonly search: string; readonly about: string }) {
  return (
    <li>
      <Link to={{ pathname: `/provenance/${encodeURIComponent(offered.template.id)}`, search }}>{offered.template.question}</Link>
      <span className="dim">{about}</span>
    </li>
  )
}

/** Whose a template is, and who sees it. */
function whose(offered: OfferedTemplate): string {
  const { owner, share, shareGroup } = offered.template
  if (offered.isLocal) return 'in this browser'
  const seenBy = share === 'private' ? 'private' : share === 'group' ? `group ${shareGroup ?? ''}` : 'for everybody'
  return isMine(offered) ? seenBy : `${owner ?? ''}’s, ${seenBy}`
}

const shows = { table: '', sky: ' · on the sky', graph: ' · as a graph' } as const

function aboutOf(template: ServedTemplate): string {
  const labels = template.parameters.map((p) => p.label.toLowerCase())
  return `${labels.length === 0 ? 'nothing to fill in' : labels.join(', ')}${shows[template.show]}`
}

function matches(template: ServedTemplate, text: string): boolean {
  const all =
    `${template.question} ${template.title} ${template.group} ${template.id} ${template.parameters.map((p) => p.label).join(' ')} ${template.tables.join(' ')}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => all.includes(word))
}
