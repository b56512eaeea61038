import type { Expr } from '../../../vo/adql/ast.ts'

interface Constant {
  readonly value: number
  readonly whole: boolean
}

/** A number known before the query runs: a literal, signed or computed from literals as the database would (7 / 2 is 3). Null for anything else. */
export function constantNumber(expr: Expr): number | null {
  const c = constant(expr)
  return c === null || !Number.isFinite(c.value) ? null : c.value
}

function constant(expr: Expr): Constant | null {
  switch (expr.kind) {
    case 'number':
      return { value: Number(expr.text), whole: /^(?:\d+|0x[0-9a-f]+)$/iu.test(expr.text) }
    case 'sign': {
      const of = constant(expr.of)
      if (of === null || expr.op === '~') return null
      return expr.op === '-' ? { ...of, value: -of.value } : of
    }
    case 'arithmetic': {
      const [a, b] = [constant(expr.left), constant(expr.right)]
      if (a === null || b === null) return null
      const whole = a.whole && b.whole
      if (expr.op === '+') return { value: a.value + b.value, whole }
      if (expr.op === '-') return { value: a.value - b.value, whole }
      if (expr.op === '*') return { value: a.value * b.value, whole }
      if (expr.op === '/' && b.value !== 0) return { value: whole ? Math.trunc(a.value / b.value) : a.value / b.value, whole }
      return null
    }
    default:
      return null
  }
}
