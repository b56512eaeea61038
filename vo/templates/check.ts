import { parseAdql } from '../adql/parse.ts'
import { exampleLiteral, expand, writer } from './expand.ts'
import { literalOf } from './literal-of.ts'
import { blankName, blanksOf, readTemplate } from './read-template.ts'
import type { Blank, Stretch } from './read-template.ts'
import type { Template, TemplateParameter, TemplateProblem } from './template.ts'

/** Optional blanks up to which every subset is tried; above, each alone, all pairs, all, and none. */
const maxTriedWhole = 10

/** What is wrong with a template: placeholders, parameters, every ADQL text with every subset of its optional parts, lookups, example. Empty = nothing. */
export function checkTemplate(template: Template): readonly TemplateProblem[] {
  const problems: TemplateProblem[] = [...checkFrame(template), ...template.parameters.flatMap(checkParameter)]
  for (const [i, adql] of [template.adql, ...(template.other ?? []).map((o) => o.adql)].entries())
    problems.push(...checkAdql(adql, template.parameters, i))
  if (problems.length === 0 && Object.keys(template.example).length > 0) {
    const filled = expand(template, template.example)
    if (!filled.ok) problems.push(...filled.error.map((e) => ({ ...e, message: `In the example: ${e.message}` })))
  }
  return problems
}

function checkFrame(template: Template): readonly TemplateProblem[] {
  const problems: TemplateProblem[] = []
  const wrong = (message: string): void => void problems.push({ parameter: null, message })
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(template.id) || template.id.length > 80)
    wrong(`The identifier ${JSON.stringify(template.id.slice(0, 90))} is not small letters, digits and hyphens, at most 80`)
  if (template.title.trim() === '') wrong('The title is empty')
  if (template.question.trim() === '') wrong('The question is empty: write it in one sentence')
  for (const p of template.parameters)
    if (template.parameters.filter((q) => q.name === p.name).length > 1) {
      problems.push({ parameter: p.name, message: `There are two parameters named ${p.name}` })
      break
    }
  return problems
}

function checkParameter(p: TemplateParameter): readonly TemplateProblem[] {
  const problems: TemplateProblem[] = []
  const wrong = (message: string): void =>
    void problems.push({ parameter: p.name, message: `${p.label.trim() === '' ? p.name : p.label}: ${message}` })
  if (!/^[A-Za-z]\w{0,62}$/u.test(p.name)) wrong('its name is not a letter, then letters, digits and underscores (at most 63)')
  if (p.label.trim() === '') wrong('its label is empty')
  if (p.type === 'enum' && (p.options ?? []).length === 0) wrong('an enum needs options')
  if (p.type === 'time_range' && p.list === true) wrong('a span of time cannot be a list')
  if (p.type === 'region' && p.list === true) wrong('a region cannot be a list')
  for (const end of [p.min, p.max])
    if (
      end !== undefined &&
      !(['long', 'int', 'visit', 'detector', 'tract', 'patch'].includes(p.type) ? /^-?\d+$/u.test(end) : Number.isFinite(Number(end)))
    )
      wrong(`its end ${JSON.stringify(end)} is not a number`)
  if (problems.length === 0 && p.default !== undefined && p.default !== '' && p.type !== 'time_range') {
    const value = literalOf(p, p.default)
    if (!value.ok) wrong(`its default: ${value.error.message}`)
  }
  if (p.lookup !== undefined) {
    const lookup = checkAdql(p.lookup, [{ name: 'typed', type: 'text', label: 'typed' }], 0)
    for (const one of lookup) wrong(`its lookup: ${one.message}`)
  }
  return problems
}

/** The problems of one text of ADQL with these parameters; form 0 is the first, which uses all of them. */
function checkAdql(adql: string, parameters: readonly TemplateParameter[], form: number): readonly TemplateProblem[] {
  const { stretches, problems: found } = readTemplate(adql)
  const problems = [...found]
  const wrong = (parameter: string | null, message: string): void => void problems.push({ parameter, message })
  const blanks = blanksOf(stretches)
  const known = new Map(parameters.map((p) => [p.name, p]))
  const isLookup = known.has('typed') && known.size === 1
  for (const { blank, isOptional } of blanks) {
    const message = checkBlank(blank, known.get(blank.parameter), isOptional || isLookup)
    if (message !== null) wrong(known.has(blank.parameter) ? blank.parameter : null, message)
  }
  for (const p of parameters)
    if (form === 0 && !isLookup && !blanks.some(({ blank }) => blank.parameter === p.name))
      wrong(p.name, `${p.label}: the query does not use it; write {${p.name}} where its value goes`)
  for (const part of optionalParts(stretches))
    if (!part.some((s) => s.kind === 'blank')) wrong(null, 'An optional part [[ … ]] has no placeholder of its own: it would always be kept')
  if (problems.length === 0) problems.push(...checkSubsets(stretches, known))
  return problems.map((p) => ({ ...p, message: `${form === 0 ? '' : `Form ${form + 1}: `}${p.message}` }))
}

function checkBlank(blank: Blank, p: TemplateParameter | undefined, isOptional: boolean): string | null {
  const shown = `{${blankName(blank)}}`
  if (p === undefined) return `${shown} is no parameter: add one named ${blank.parameter}, or correct the name`
  if (blank.isIso && p.type !== 'time' && p.type !== 'time_range') return `${p.label}: only a time can be written as .iso`
  if (p.type === 'time_range') {
    if (blank.end === null) return `${p.label}: a span of time has two ends; write {${p.name}.from} and {${p.name}.to}`
    return isOptional ? null : `${p.label}: either end may be left out; put [[ ]] round the part with ${shown}`
  }
  if (blank.end !== null) return `${p.label}: only a span of time has ends; write {${p.name}}`
  if (p.list === true && blank.after !== 'IN') return `${p.label}: a list stands after IN only; write x IN ${shown}`
  if (!isOptional && p.required !== true && (p.default ?? '') === '')
    return `${p.label}: the query needs it; make it required, or put [[ ]] round the part with ${shown}`
  return null
}

function optionalParts(stretches: readonly Stretch[]): readonly (readonly Stretch[])[] {
  return stretches.flatMap((s) => (s.kind === 'optional' ? [s.parts, ...optionalParts(s.parts)] : []))
}

function checkSubsets(stretches: readonly Stretch[], known: ReadonlyMap<string, TemplateParameter>): readonly TemplateProblem[] {
  const all = blanksOf(stretches)
  const always = new Set(all.filter((b) => !b.isOptional).map((b) => blankName(b.blank)))
  const optional = [...new Set(all.map((b) => blankName(b.blank)))].filter((name) => !always.has(name))
  for (const chosen of subsets(optional)) {
    const names = [...always, ...chosen]
    const write = writer(new Map(names.map((name) => [name, { text: exampleLiteral(known.get(name.replace(/\..*$/u, ''))!, name) }])))
    write.all(stretches)
    const parsed = parseAdql(write.text())
    if (!parsed.ok) {
      const when =
        optional.length === 0 ? '' : chosen.length === 0 ? ' with no optional part' : ` with ${chosen.map((c) => `{${c}}`).join(', ')} filled`
      return [
        {
          parameter: null,
          message: `The query cannot be read${when}, line ${parsed.error.line}, column ${parsed.error.column}: ${parsed.error.message}`,
        },
      ]
    }
  }
  return []
}

function* subsets(names: readonly string[]): Generator<readonly string[]> {
  if (names.length <= maxTriedWhole) {
    for (let bits = 0; bits < 2 ** names.length; bits++) yield names.filter((_, i) => ((bits >> i) & 1) === 1)
    return
  }
  yield []
  yield names
  for (const [i, a] of names.entries()) {
    yield [a]
    for (const b of names.slice(i + 1)) yield [a, b]
  }
}
