import { Fault } from '../fault.ts'
import { clip } from './dali.ts'

/** A closed interval; either end may be infinite. */
export interface Interval {
  readonly lo: number
  readonly hi: number
}

/** 'x' or 'lo hi' as DALI has it ('-Inf', '+Inf', 'NaN' refused). A single number is the interval of just that number. Throws a usage Fault. */
export function intervalOf(text: string, name: string): Interval {
  const parts = text.trim().split(/\s+/)
  const [lo = Number.NaN, hi = lo] = parts.map(numberOf)
  if (parts.length > 2 || Number.isNaN(lo) || Number.isNaN(hi) || (parts.length === 1 && !Number.isFinite(lo))) {
    throw new Fault('usage', `${name}=${clip(text)} is not a number or an interval of two numbers, e.g. "5e-7 6e-7" or "-Inf 6e-7".`, ['query', name])
  }
  if (lo > hi) throw new Fault('usage', `${name}=${clip(text)} is an empty interval: its first number is the larger one. Swap them.`, ['query', name])
  return { lo, hi }
}

function numberOf(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}
