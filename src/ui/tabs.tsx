import { useRef } from 'react'
import type { KeyboardEvent } from 'react'

/** A row of tabs (ARIA): arrow keys, Home and End walk and choose. The panel it controls carries `panelId`, and is labelled by `tabId(panelId, value)`. */
export function Tabs<T extends string>(props: {
  readonly label: string
  readonly panelId: string
  readonly tabs: readonly { readonly value: T; readonly name: string }[]
  readonly value: T
  readonly onChange: (value: T) => void
}) {
  const { label, panelId, tabs, value, onChange } = props
  const list = useRef<HTMLDivElement>(null)
  const key = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((t) => t.value === value)
    const to: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }
    const next = to[event.key]
    if (next === undefined) return
    event.preventDefault()
    const i = (next + tabs.length) % tabs.length
    onChange(tabs[i]!.value)
    list.current?.querySelectorAll('button')[i]?.focus()
  }
  return (
    <div ref={list} role="tablist" aria-label={label} className="tabs">
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={tabId(panelId, tab.value)}
          aria-selected={tab.value === value}
          aria-controls={panelId}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
          onKeyDown={key}
        >
          {tab.name}
        </button>
      ))}
    </div>
  )
}

export function tabId(panelId: string, value: string): string {
  return `${panelId}-${value}`
}
