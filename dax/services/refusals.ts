import { Fault } from '../fault.ts'

/** One thing that is wrong with a request: in words, and where. */
export interface Refusal {
  readonly message: string
  readonly loc: readonly string[]
}

/** Several refusals of one request, told together: one for each field that is wrong. Protocols that tell one thing only tell all messages as that. */
export class Refusals extends Fault {
  readonly all: readonly Refusal[]
  constructor(all: readonly Refusal[]) {
    super('usage', all.map((one) => one.message).join('\n'), all[0]?.loc)
    this.name = 'Refusals'
    this.all = all
  }
}
