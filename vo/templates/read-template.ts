import { pieces } from '../adql/tokens.ts'
import type { TemplateProblem } from './template.ts'

/** A stretch of a template's ADQL: text of the author, a blank, or an optional part. */
export type Stretch =
  { readonly kind: 'text'; readonly text: string } | Blank | { readonly kind: 'optional'; readonly parts: readonly Stretch[]; readonly at: number }

/** A placeholder: {name}, of a span of time {name.from} or {name.to}; `.iso` of a time asks for a text instead of an MJD. `after` is the word or sign before it. */
export interface Blank {
  readonly kind: 'blank'
  readonly parameter: string
  readonly end: 'from' | 'to' | null
  readonly isIso: boolean
  readonly at: number
  readonly after: string
}

interface Open {
  readonly parts: Stretch[]
  readonly at: number
}

/**
 * Reads a template's ADQL into its stretches, with the tokenizer of ADQL: braces and brackets in strings, quoted names and comments are text. Problems
 * name their place in the text.
 */
export function readTemplate(adql: string): { readonly stretches: readonly Stretch[]; readonly problems: readonly TemplateProblem[] } {
  const all = [...pieces(adql)]
  const problems: TemplateProblem[] = []
  const wrong = (at: number, message: string): void => void problems.push({ parameter: null, message: `${placeOf(adql, at)}: ${message}` })
  const open: Open[] = [{ parts: [], at: 0 }]
  let written = 0
  const textTo = (at: number): void => {
    if (at > written) open.at(-1)!.parts.push({ kind: 'text', text: adql.slice(written, at) })
  }
  for (let i = 0; i < all.length; i++) {
    const piece = all[i]!
    if (piece.kind !== 'bad') continue
    const isTwice = all[i + 1]?.text === piece.text && all[i + 1]?.at === piece.end
    if (piece.text === '[' && isTwice) {
      textTo(piece.at)
      open.push({ parts: [], at: piece.at })
      written = piece.end + 1
      i += 1
    } else if (piece.text === ']' && isTwice) {
      textTo(piece.at)
      if (open.length === 1) wrong(piece.at, ']] closes an optional part that was never opened')
      else {
        const { parts, at } = open.pop()!
        open.at(-1)!.parts.push({ kind: 'optional', parts: trimmed(parts), at })
      }
      written = piece.end + 1
      i += 1
    } else if (piece.text === '{') {
      const close = all.findIndex((p, k) => k > i && p.kind === 'bad' && p.text === '}')
      const name = close < 0 ? null : /^\{([A-Za-z]\w*)(?:\.(from|to))?(\.iso)?\}$/u.exec(adql.slice(piece.at, all[close]!.end))
      if (name === null) {
        wrong(piece.at, 'a placeholder is {name}, {name.from} or {name.to}: a letter, then letters, digits and underscores')
        continue
      }
      const before = all.slice(0, i).findLast((p) => p.kind !== 'comment')
      const after = all[close + 1]
      const glued = [before?.end === piece.at ? before : undefined, after?.at === all[close]!.end ? after : undefined]
      if (
        glued.some(
          (p) =>
            p !== undefined &&
            (p.kind === 'word' ||
              p.kind === 'number' ||
              p.kind === 'string' ||
              p.kind === 'quoted' ||
              p.text === '}' ||
              p.text === '{' ||
              p.text === '.'),
        )
      )
        wrong(piece.at, `${name[0]} touches its neighbour: leave a space between them`)
      textTo(piece.at)
      open.at(-1)!.parts.push({
        kind: 'blank',
        parameter: name[1]!,
        end: (name[2] as 'from' | 'to' | undefined) ?? null,
        isIso: name[3] !== undefined,
        at: piece.at,
        after: before?.text.toUpperCase() ?? '',
      })
      written = all[close]!.end
      i = close
    } else wrong(piece.at, piece.problem)
  }
  for (const piece of all)
    if (piece.kind === 'string' || piece.kind === 'quoted') {
      const inside = /\{[A-Za-z]\w*(?:\.\w+)?\}/u.exec(piece.text)
      if (inside !== null) wrong(piece.at, `${inside[0]} stands inside quotes, where no value goes: write it without them`)
    }
  textTo(adql.length)
  if (open.length > 1) wrong(open[1]!.at, '[[ opens an optional part that is never closed: add ]]')
  return { stretches: open[0]!.parts, problems }
}

/** A part's content without the white space next to its brackets. */
function trimmed(parts: readonly Stretch[]): readonly Stretch[] {
  return parts.flatMap((part, i): readonly Stretch[] => {
    if (part.kind !== 'text') return [part]
    let { text } = part
    if (i === 0) text = text.trimStart()
    if (i === parts.length - 1) text = text.trimEnd()
    return text === '' ? [] : [{ kind: 'text', text }]
  })
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at)
  return `Line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`
}

/** Name of a blank as the template writes it, without braces. */
export function blankName(blank: Pick<Blank, 'parameter' | 'end' | 'isIso'>): string {
  return `${blank.parameter}${blank.end === null ? '' : `.${blank.end}`}${blank.isIso ? '.iso' : ''}`
}

/** All blanks, in order; `isOptional` tells whether an optional part is round it. */
export function blanksOf(stretches: readonly Stretch[], isOptional = false): readonly { readonly blank: Blank; readonly isOptional: boolean }[] {
  return stretches.flatMap((s) => (s.kind === 'blank' ? [{ blank: s, isOptional }] : s.kind === 'optional' ? blanksOf(s.parts, true) : []))
}
