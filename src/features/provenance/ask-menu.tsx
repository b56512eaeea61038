import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Link, useSearchParams } from 'react-router'
import { askable } from '../../../vo/templates/ask.ts'
import type { Facts } from '../../../vo/templates/ask.ts'
import { formHref } from './form-values.ts'
import { useTemplates } from './use-templates.ts'
import './ask-menu.css'

const most = 12

/** 'Ask about this': the questions that a thing (a row, a footprint, a graph node) can fill; each is a link to its filled form. Arrows walk, Escape closes. */
export function AskMenu({
  facts,
  label = 'Ask about this',
  isQuiet = false,
}: {
  readonly facts: Facts
  readonly label?: string
  readonly isQuiet?: boolean
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const el = panel.current
    if (el === null) return undefined
    const toggled = (event: Event): void => setOpen((event as ToggleEvent).newState === 'open')
    el.addEventListener('toggle', toggled)
    return () => el.removeEventListener('toggle', toggled)
  }, [])
  const open = (): void => {
    const [el, from] = [panel.current, button.current]
    if (el === null || from === null) return
    const at = from.getBoundingClientRect()
    const width = Math.min(420, innerWidth - 16)
    el.style.width = `${width}px`
    el.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`
    const below = innerHeight - at.bottom > 300 || at.top < innerHeight - at.bottom
    el.style.top = below ? `${at.bottom + 4}px` : 'auto'
    el.style.bottom = below ? 'auto' : `${innerHeight - at.top + 4}px`
    el.style.maxHeight = `${Math.max(160, (below ? innerHeight - at.bottom : at.top) - 16)}px`
    el.showPopover()
  }
  const key = (event: KeyboardEvent): void => {
    const links = [...(panel.current?.querySelectorAll('a') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLAnchorElement)
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }
    const next = to[event.key]
    if (next === undefined || links.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    links[(next + links.length) % links.length]?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={isQuiet ? 'quiet' : undefined}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => (isOpen ? panel.current?.hidePopover() : open())}
      >
        {label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className="ask-menu"
        role="dialog"
        aria-label="Questions about this"
        onKeyDown={key}
        onClick={(event) => {
          // the form that a link leads to may be this very page
          if (event.target instanceof HTMLElement && event.target.closest('a') !== null) panel.current?.hidePopover()
        }}
      >
        {isOpen ? <Questions facts={facts} /> : null}
      </div>
    </>
  )
}

function Questions({ facts }: { readonly facts: Facts }) {
  const templates = useTemplates()
  const [params] = useSearchParams()
  const list = useRef<HTMLUListElement>(null)
  const [all, setAll] = useState(false)
  const can = templates.offered.filter((o) => o.cannot === null).map((o) => o.template)
  const found = askable(can, facts)
  const archive = params.get('archive')
  const hasSome = found.length > 0
  useEffect(() => {
    if (hasSome) list.current?.querySelector('a')?.focus()
  }, [hasSome])
  if (templates.isBusy) return <p className="dim">Reading the templates …</p>
  if (!hasSome) return <p className="dim">No question of this archive can be filled from this.</p>
  const shown = all ? found : found.slice(0, most)
  return (
    <>
      <ul ref={list}>
        {shown.map(({ template, values, missing }) => (
          <li key={template.id}>
            <Link to={formHref(template, values, archive)}>
              <span>{template.question}</span>
              {missing.length === 0 ? null : <span className="dim">then fill in: {missing.join(', ')}</span>}
            </Link>
          </li>
        ))}
      </ul>
      {shown.length < found.length ? (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          All {found.length} questions
        </button>
      ) : null}
    </>
  )
}
