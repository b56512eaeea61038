import type { Template, TemplateParameter, TemplateValue } from '../../../vo/templates/template.ts'

/** What a person filled in, by parameter name. */
export type Values = Readonly<Record<string, TemplateValue>>

/**
 * Names that the page itself uses in the address hold a hyphen, which no parameter's name may: show-as (the answer is asked for, and how it is
 * shown), sort-by, colour-by, sel-row. Parameters stand beside them by their own names; a list repeats its name.
 */
export const pageKeys = { showAs: 'show-as', sortBy: 'sort-by', colourBy: 'colour-by', row: 'sel-row', maxRows: 'max-rows' } as const

/** Whether anything is filled in. */
export function isFilled(value: TemplateValue | undefined): boolean {
  return value !== undefined && (typeof value === 'string' ? value.trim() !== '' : value.some((v) => v.trim() !== ''))
}

/** Values as one text, for people: a list is comma-separated. */
export function valueText(value: TemplateValue | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : value.join(', ')
}

/** A text as the values of a list: separated by commas, semicolons, blanks or lines; for texts by commas and lines only. */
export function listOf(text: string, parameter: Pick<TemplateParameter, 'type'>): readonly string[] {
  const by = parameter.type === 'text' || parameter.type === 'enum' ? /[,\n]+/u : /[\s,;]+/u
  return text
    .split(parameter.type === 'region' ? /\n+/u : by)
    .map((v) => v.trim())
    .filter((v) => v !== '')
}

/** Default of a parameter as a value. */
function defaultOf(parameter: TemplateParameter): TemplateValue | undefined {
  if (parameter.default === undefined) return undefined
  return parameter.list === true ? listOf(parameter.default, parameter) : parameter.default
}

/** What the address fills in; what it does not name has its default, what it names as empty is empty. */
export function valuesOf(params: URLSearchParams, template: Pick<Template, 'parameters'>): Values {
  const values: Record<string, TemplateValue> = {}
  for (const parameter of template.parameters) {
    const given = params.getAll(parameter.name)
    if (given.length === 0) {
      const usual = defaultOf(parameter)
      if (usual !== undefined) values[parameter.name] = usual
    } else if (parameter.list === true) {
      // repeated, or a list in one text
      const list = given.length === 1 ? listOf(given[0]!, parameter) : given.filter((v) => v !== '')
      if (list.length > 0) values[parameter.name] = list
    } else if (given[0] !== '') values[parameter.name] = given[0]!
  }
  return values
}

/** The address with the values written into it; what equals the default is left out. */
export function withValues(params: URLSearchParams, template: Pick<Template, 'parameters'>, values: Values): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const parameter of template.parameters) {
    const value = values[parameter.name]
    next.delete(parameter.name)
    if (valueText(value) === valueText(defaultOf(parameter))) continue
    if (!isFilled(value)) next.set(parameter.name, '')
    else if (typeof value === 'string') next.set(parameter.name, value)
    else for (const v of value!) next.append(parameter.name, v)
  }
  return next
}

/** Only what is filled in, as expansion takes it. */
export function filledOnly(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => isFilled(v)))
}

/** The address of a filled form, within the page. */
export function formHref(template: Pick<Template, 'id' | 'parameters'>, values: Values, archive: string | null): string {
  const params = withValues(new URLSearchParams(archive === null ? {} : { archive }), template, values)
  const query = params.toString()
  return `/provenance/${encodeURIComponent(template.id)}${query === '' ? '' : `?${query}`}`
}
