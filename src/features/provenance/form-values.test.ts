import { describe, expect, it } from 'vitest'
import type { TemplateParameter } from '../../../vo/templates/template.ts'
import { filledOnly, formHref, listOf, valuesOf, withValues } from './form-values.ts'

const parameters: readonly TemplateParameter[] = [
  { name: 'visit', type: 'visit', label: 'Visit', required: true },
  { name: 'band', type: 'band', label: 'Band', list: true },
  { name: 'task', type: 'text', label: 'Task', default: 'isr' },
  { name: 'run', type: 'text', label: 'Run', list: true },
]
const template = { id: 'a-b', parameters }

describe('a form in the address', () => {
  it('comes back as it was written', () => {
    const values = { visit: '5934871263549', band: ['g', 'r'], task: 'calibrate image', run: ['a, b'] }
    const again = valuesOf(withValues(new URLSearchParams('archive=x'), template, { ...values, run: ['one', 'two, three'] }), template)
    expect(again).toEqual({ ...values, run: ['one', 'two, three'] })
  })

  it('takes lists repeated or in one text', () => {
    expect(valuesOf(new URLSearchParams('band=g&band=r'), template)['band']).toEqual(['g', 'r'])
    expect(valuesOf(new URLSearchParams('band=g,r'), template)['band']).toEqual(['g', 'r'])
  })

  it('fills the default unless the address says empty', () => {
    expect(valuesOf(new URLSearchParams(), template)['task']).toBe('isr')
    expect(valuesOf(new URLSearchParams('task='), template)['task']).toBeUndefined()
    expect(withValues(new URLSearchParams(), template, {}).toString()).toBe('task=')
    expect(withValues(new URLSearchParams(), template, { task: 'isr' }).toString()).toBe('')
  })

  it('leaves the rest of the address alone', () => {
    expect(withValues(new URLSearchParams('archive=x&visit=1'), template, { task: 'isr' }).toString()).toBe('archive=x')
  })

  it('is a link', () => {
    expect(formHref(template, { visit: '7', task: 'isr' }, 'https://x/tap')).toBe('/provenance/a-b?archive=https%3A%2F%2Fx%2Ftap&visit=7')
  })
})

describe('lists as typed', () => {
  it('splits numbers at blanks too, texts at commas only', () => {
    expect(listOf('1, 2 3\n4', { type: 'visit' })).toEqual(['1', '2', '3', '4'])
    expect(listOf('warm spare, sdf 7', { type: 'text' })).toEqual(['warm spare', 'sdf 7'])
  })

  it('sends only what is filled', () => {
    expect(filledOnly({ a: ' ', b: [''], c: 'x', d: ['y'] })).toEqual({ c: 'x', d: ['y'] })
  })
})
