import { repairKinds, type RepairKind } from '../../../dax/contract/checks.ts'

/** Whether a word of the log names a repair that this page knows. */
export function isRepair(text: string): text is RepairKind {
  return (repairKinds as readonly string[]).includes(text)
}
