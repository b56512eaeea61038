import { parseAdql } from '../adql/parse.ts'
import type { Result } from '../result.ts'
import { literalOf, quoted } from './literal-of.ts'
import type { Literal } from './literal-of.ts'
import { blankName, blanksOf, readTemplate } from './read-template.ts'
import type { Blank, Stretch } from './read-template.ts'
import { shapeOf } from './shape.ts'
import type { BoundValue, Expansion, ParameterType, Template, TemplateParameter, TemplateProblem, TemplateValue } from './template.ts'

/** Most values of one list. */
export const maxListValues = 5000

/** Literals by the name of their blank; absent = unfilled. */
type Literals = ReadonlyMap<string, Literal & { readonly given: string }>

/**
 * The query that a template becomes with these values. Values never meet the text: each becomes a literal of its type, made by ADQL's writer, in a place
 * where the grammar takes a literal; the query is parsed and must have the shape that the template has without them. Problems: one for each value that
 * cannot be, all at once.
 */
export function expand(
  template: Pick<Template, 'parameters' | 'adql'>,
  values: Readonly<Record<string, TemplateValue>>,
): Result<Expansion, readonly TemplateProblem[]> {
  const { stretches, problems } = readTemplate(template.adql)
  if (problems.length > 0) return { ok: false, error: problems }
  const bound = bindAll(template.parameters, values)
  if (!bound.ok) return bound
  const blanks = blanksOf(stretches)
  const unused = template.parameters.filter((p) => filledIn(p, values).length > 0 && !blanks.some(({ blank }) => blank.parameter === p.name))
  if (unused.length > 0)
    return { ok: false, error: unused.map((p) => ({ parameter: p.name, message: `${p.label}: the tables here cannot tell it; leave it empty.` })) }
  const unfilled = blanks.filter(({ blank, isOptional }) => !isOptional && !bound.value.has(blankName(blank)))
  if (unfilled.length > 0) {
    const names = [...new Set(unfilled.map(({ blank }) => blank.parameter))]
    return { ok: false, error: names.map((name) => ({ parameter: name, message: neededWords(template.parameters, name) })) }
  }
  const types = new Map(template.parameters.map((p) => [p.name, p]))
  const write = writer(bound.value)
  write.all(stretches)
  const plain = writer(
    new Map([...bound.value].map(([name, l]) => [name, { ...l, text: exampleLiteral(types.get(name.replace(/\..*$/u, ''))!, name) }])),
  )
  plain.all(stretches)
  const [query, skeleton] = [write.text().trimEnd(), plain.text()]
  const [parsed, shape] = [parseAdql(query), parseAdql(skeleton)]
  if (!shape.ok)
    return templateFault(`The template’s ADQL cannot be read, line ${shape.error.line}, column ${shape.error.column}: ${shape.error.message}`)
  if (!parsed.ok)
    return templateFault(
      `With these values the query cannot be read, line ${parsed.error.line}, column ${parsed.error.column}: ${parsed.error.message}`,
    )
  if (shapeOf(parsed.value) !== shapeOf(shape.value)) return templateFault('With these values the query would ask something else; it is not run.')
  return { ok: true, value: { query, bound: write.bound() } }
}

function templateFault(message: string): { readonly ok: false; readonly error: readonly TemplateProblem[] } {
  return { ok: false, error: [{ parameter: null, message }] }
}

function neededWords(parameters: readonly TemplateParameter[], name: string): string {
  const parameter = parameters.find((p) => p.name === name)
  return parameter === undefined ? `{${name}} is no parameter of the template` : `${parameter.label} is needed.`
}

function bindAll(
  parameters: readonly TemplateParameter[],
  values: Readonly<Record<string, TemplateValue>>,
): Result<Literals, readonly TemplateProblem[]> {
  const problems: TemplateProblem[] = []
  const literals = new Map<string, Literal & { readonly given: string }>()
  for (const name of Object.keys(values))
    if (!parameters.some((p) => p.name === name))
      problems.push({
        parameter: name,
        message: `${quoted(name)} is no parameter of this template: it has ${parameters.map((p) => p.name).join(', ') || 'none'}`,
      })
  for (const parameter of parameters) {
    const refused = (message: string): void => void problems.push({ parameter: parameter.name, message: `${parameter.label}: ${message}` })
    const given = valueOf(parameter, values)
    if (given.length === 0) {
      if (parameter.required === true) problems.push({ parameter: parameter.name, message: `${parameter.label} is needed.` })
      continue
    }
    if (parameter.type === 'time_range') bindRange(parameter, given, literals, refused)
    else if (parameter.list === true) bindList(parameter, given, literals, refused)
    else if (given.length > 1) refused(`${given.length} values were given; it takes one`)
    else {
      const one = literalOf(parameter, given[0]!)
      if (one.ok) put(literals, parameter.name, one.value, given[0]!)
      else refused(one.error.message)
    }
  }
  return problems.length > 0 ? { ok: false, error: problems } : { ok: true, value: literals }
}

function put(into: Map<string, Literal & { readonly given: string }>, name: string, value: Literal, given: string): void {
  into.set(name, { ...value, given })
  if (value.iso !== undefined) into.set(`${name}.iso`, { ...value, text: value.iso, given })
}

/** What is filled in; the default where nothing is said of it; empty = unfilled, as what was emptied on purpose. */
function valueOf(parameter: TemplateParameter, values: Readonly<Record<string, TemplateValue>>): readonly string[] {
  if (Object.hasOwn(values, parameter.name)) return filledIn(parameter, values)
  return parameter.default === undefined || parameter.default === '' ? [] : [parameter.default]
}

function filledIn(parameter: TemplateParameter, values: Readonly<Record<string, TemplateValue>>): readonly string[] {
  const given = Object.hasOwn(values, parameter.name) ? values[parameter.name] : undefined
  return (typeof given === 'string' ? [given] : (given ?? [])).filter((v) => v.trim() !== '')
}

function bindList(
  parameter: TemplateParameter,
  given: readonly string[],
  into: Map<string, Literal & { readonly given: string }>,
  refused: (message: string) => void,
): void {
  if (given.length > maxListValues) return refused(`${given.length} values were given; at most ${maxListValues} are taken`)
  const texts = new Set<string>()
  for (const value of given) {
    const one = literalOf(parameter, value)
    if (one.ok) texts.add(one.value.text)
    else refused(one.error.message)
  }
  into.set(parameter.name, { text: `(${[...texts].join(', ')})`, given: given.join(', ') })
}

function bindRange(
  parameter: TemplateParameter,
  given: readonly string[],
  into: Map<string, Literal & { readonly given: string }>,
  refused: (message: string) => void,
): void {
  const ends = given.length === 1 ? given[0]!.split('/') : given
  if (ends.length !== 2)
    return refused(`${quoted(given.join(' '))} is not two times: write from/to, such as 2026-03-17T00:00/2026-03-18T00:00; either may be left out`)
  const found: number[] = []
  for (const [i, end] of (['from', 'to'] as const).entries()) {
    const text = ends[i]!.trim()
    if (text === '' || text === '..') continue
    const one = literalOf(parameter, text)
    if (!one.ok) refused(one.error.message)
    else {
      put(into, `${parameter.name}.${end}`, one.value, text)
      found.push(Number(one.value.text))
    }
  }
  if (found.length === 2 && !(found[0]! < found[1]!)) refused(`it ends (${ends[1]!.trim()}) no later than it begins (${ends[0]!.trim()})`)
  if (parameter.required === true && found.length === 0) refused('give its begin, its end, or both')
}

/** A literal of the parameter's type that stands for any other: what the grammar takes for it, it takes for all. */
export function exampleLiteral(parameter: TemplateParameter, blank: string): string {
  if (blank.endsWith('.iso')) return "'x'"
  const one = exampleOf(parameter.type)
  return parameter.list === true && parameter.type !== 'time_range' ? `(${one}, ${one})` : one
}

function exampleOf(type: ParameterType): string {
  switch (type) {
    case 'text':
    case 'band':
    case 'uuid':
    case 'entity':
    case 'sha':
    case 'enum':
      return "'x'"
    case 'region':
      return "CIRCLE('ICRS', 10, 20, 1)"
    default:
      return '1'
  }
}

/** Writes stretches with literals in their blanks; optional parts only where all their own blanks are filled. */
export function writer(literals: ReadonlyMap<string, { readonly text: string; readonly given?: string; readonly note?: string }>) {
  let out = ''
  let isDropped = false
  const places = new Map<string, [number, number][]>()
  const add = (text: string): void => {
    // what is left of a line when its optional parts are gone
    if (isDropped && /^[ \t]*(?:\n|$)/u.test(text) && /\n[ \t]*$/u.test(out)) out = out.replace(/\n[ \t]*$/u, '')
    const isTwice = isDropped && out.endsWith(' ') && text.startsWith(' ')
    isDropped = false
    out += isTwice ? text.slice(1) : text
  }
  const fill = (blank: Blank): void => {
    const name = blankName(blank)
    const literal = literals.get(name)!
    isDropped = false
    // two minus signs would begin a comment
    if (literal.text.startsWith('-') && out.endsWith('-')) out += ' '
    const from = out.length
    out += literal.text
    places.set(name, [...(places.get(name) ?? []), [from, out.length]])
  }
  const all = (stretches: readonly Stretch[]): void => {
    for (const s of stretches)
      if (s.kind === 'text') add(s.text)
      else if (s.kind === 'blank') fill(s)
      else if (s.parts.every((p) => p.kind !== 'blank' || literals.has(blankName(p)))) all(s.parts)
      else isDropped = true
  }
  return {
    all,
    text: (): string => out,
    bound: (): readonly BoundValue[] =>
      [...places].map(([name, at]) => {
        const { text, given = '', note } = literals.get(name)!
        return { name, given, literal: text, ...(note === undefined ? {} : { note }), at }
      }),
  }
}
