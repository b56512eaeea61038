import type { ParseArgsConfig } from 'node:util'

/** A command of dax. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string
  /** What "dax NAME --help" prints. */
  readonly help: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Names of the arguments that are no options: how many there may be; none are needed with the option `unless`. */
  readonly files: { readonly least: number; readonly most: number; readonly unless?: string }
  /** Returns the exit code. Expected failures are thrown as Faults. */
  run(options: OptionValues, files: readonly string[]): Promise<number>
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

/** An option's text; undefined when it was not given. */
export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

export const dataOption = { data: { type: 'string', short: 'd' } } as const
export const dataHelp = '  -d, --data DIR       folder of the archive (default: DAX_DATA, else skydax-data in the current folder)'
