import { useState } from 'react'
import type { FormEvent } from 'react'
import { headline } from '../../api/api-error.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { useNightHere, useView } from './night-context.ts'
import type { OrderScope as Scope } from './night-view.ts'
import { placeCell } from './place-cell.ts'
import { cellSeenBy } from './use-order.ts'

/** What the order is about: the night, one object, or one place on the sky. */
export function OrderScope() {
  const { store, archive } = useNightHere()
  const { order, selection } = useView((view) => ({ order: view.order, selection: view.selection }))
  const [text, setText] = useState(order.of === 'object' ? String(order.id) : order.of === 'cell' ? order.cell : '')
  const [problem, setProblem] = useState('')
  const set = (to: Scope): void => {
    setProblem('')
    store.setState({ order: to })
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const words = text.trim()
    if (words === '') set({ of: 'night' })
    else if (/^\d{1,18}$/u.test(words)) set({ of: 'object', id: BigInt(words) })
    else if (words.includes('/')) {
      const cell = placeCell(words)
      if (cell.ok) set({ of: 'cell', cell: words })
      else setProblem(cell.error.message)
    } else setProblem(`“${words}” is neither the number of an object nor a HEALPix cell written ORDER/CELL, like 9/1234567.`)
  }
  const placeSeen = (): void => {
    if (selection?.visit === undefined || selection.detector === undefined) return
    cellSeenBy(archive.tap, selection.visit, selection.detector).then(
      (cell) => {
        if (cell === null) setProblem('No place on the sky is recorded for this visit and detector.')
        else {
          setText(cell)
          set({ of: 'cell', cell })
        }
      },
      (error: unknown) => setProblem(headline(apiErrorOf(error))),
    )
  }
  return (
    <form className="order-scope" onSubmit={submit}>
      <button type="button" aria-pressed={order.of === 'night'} onClick={() => set({ of: 'night' })}>
        The night
      </button>
      {selection?.visit !== undefined && selection.detector !== undefined ? (
        <button type="button" aria-pressed={order.of === 'cell'} onClick={placeSeen}>
          A place that the selected detector saw
        </button>
      ) : null}
      <label className="order-find">
        <span className="visually-hidden">Object or sky cell</span>
        <input
          className="mono"
          value={text}
          placeholder="object number, or cell 9/1234567"
          aria-invalid={problem !== ''}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit">Show</button>
      {problem === '' ? null : (
        <span role="alert" className="bad-words">
          {problem}
        </span>
      )}
    </form>
  )
}
