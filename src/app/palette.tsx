import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useArchives } from '../api/archive-context.ts'
import { suggestNames } from '../api/names.ts'
import { unwrap } from '../api/unwrap.ts'
import { chooseTheme } from '../platform/theme.ts'
import { pages } from './pages.ts'

interface Command {
  readonly name: string
  readonly group: string
  readonly run: () => void
}

/** Every command by a few letters of its name: pages, archives, themes, and objects to look at. */
export function Palette({ onClose, onHelp }: { readonly onClose: () => void; readonly onHelp: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => {
    const el = dialog.current
    el?.showModal()
    el?.querySelector('input')?.focus()
    return () => el?.close()
  }, [])
  const found = useCommands(text, onHelp)
  const chosen = found[Math.min(at, found.length - 1)]
  const run = (command: Command | undefined): void => {
    if (command === undefined) return
    onClose()
    command.run()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Commands"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      <input
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${found.indexOf(chosen)}`}
        placeholder="A page, an archive, an object …"
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKey}
      />
      <ul id={id} role="listbox" aria-label="Commands">
        {found.map((command, i) => (
          <li
            key={`${command.group} ${command.name}`}
            id={`${id}-${i}`}
            role="option"
            aria-selected={command === chosen}
            ref={(el) => {
              if (command === chosen) el?.scrollIntoView({ block: 'nearest' })
            }}
            onMouseMove={() => setAt(i)}
            onClick={() => run(command)}
          >
            <span className="grow">{command.name}</span>
            <span className="dim">{command.group}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="dim palette-none">No command called “{text}”.</p> : null}
    </dialog>
  )
}

function useCommands(text: string, onHelp: () => void): readonly Command[] {
  const { archives, names, current } = useArchives()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const start = useDeferredValue(text.trim())
  const objects = useQuery({
    queryKey: ['suggest', names, start],
    queryFn: ({ signal }) => unwrap(suggestNames(names ?? '', start, signal)),
    enabled: names !== null && start.length >= 2,
    staleTime: Infinity,
  })
  return useMemo(() => {
    const search = params.has('archive') ? `?archive=${encodeURIComponent(current.id)}` : ''
    const all: Command[] = [
      ...pages.map((p) => ({ name: p.name, group: 'Page', run: () => void navigate(p.to + search) })),
      { name: 'Account', group: 'Page', run: () => void navigate('/account') },
      { name: 'Archives', group: 'Page', run: () => void navigate('/archives') },
      ...archives.map((a) => ({ name: a.title, group: 'Search this archive', run: () => void navigate(`/?archive=${encodeURIComponent(a.id)}`) })),
      { name: 'Light', group: 'Theme', run: () => chooseTheme('light') },
      { name: 'Dark', group: 'Theme', run: () => chooseTheme('dark') },
      { name: 'As the system', group: 'Theme', run: () => chooseTheme('system') },
      { name: 'Help and keys', group: '?', run: onHelp },
    ]
    const letters = text.trim().toLowerCase()
    const some = all.filter((c) => `${c.name} ${c.group}`.toLowerCase().includes(letters))
    const sky = (start === '' ? [] : (objects.data ?? [])).slice(0, 12).map((o) => ({
      name: o.name,
      group: `${o.kind === '' ? 'object' : o.kind}, look there`,
      run: () =>
        void navigate(`/?${new URLSearchParams({ ...(params.has('archive') ? { archive: current.id } : {}), pos: o.name, r: '0.5' }).toString()}`),
    }))
    return [...some, ...sky]
  }, [text, start, objects.data, archives, current, params, navigate, onHelp])
}
