import { createContext, useContext } from 'react'
import type { UploadMachine } from './upload-machine.ts'

/** Machines by the address that they send to. They outlive the page that made them: one looks at an image that came in, and the others go on. */
export const UploadContext = createContext<Map<string, UploadMachine> | null>(null)

/** The machine that sends to this address, made at its first use. */
export function useMachine(endpoint: string, made: () => UploadMachine): UploadMachine {
  const machines = useContext(UploadContext)
  if (machines === null) throw new Error('uploads are used outside of the app')
  const machine = machines.get(endpoint) ?? made()
  machines.set(endpoint, machine)
  return machine
}
