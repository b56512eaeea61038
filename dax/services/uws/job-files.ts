import type { DaxPorts } from '../../ports.ts'
import type { JobUpload } from './job.ts'

/** Files of jobs in the store: what came with them, and what they saved. */
export interface JobFiles {
  keepUploads(id: string, files: ReadonlyMap<string, Uint8Array>): Promise<readonly JobUpload[]>
  /** Name of the n-th result of a try: a server that was silent, and comes back, writes over nothing of the one that took the job over. */
  nameOfResult(id: string, tries: number, n: number): string
  /** Removes what a try saved before its server was gone. */
  forgetTry(id: string, tries: number): Promise<void>
  /** What cannot be removed is logged, and stays. */
  remove(files: readonly { readonly stored: string }[]): Promise<void>
}

export function jobFiles(store: DaxPorts['store'], log: DaxPorts['log']): JobFiles {
  const folderOf = (id: string): string => `job/${id.slice(0, 2)}/${id}`
  const nameOfResult = (id: string, tries: number, n: number): string => `${folderOf(id)}/${tries}-${n}`
  async function remove(files: readonly { readonly stored: string }[]): Promise<void> {
    for (const { stored } of files) {
      try {
        await store.remove(stored)
      } catch (error) {
        log({ level: 'warn', event: 'job file not removed', stored, error: String(error) })
      }
    }
  }
  return {
    nameOfResult,
    remove,
    async keepUploads(id, files) {
      const uploads: JobUpload[] = []
      for (const [name, bytes] of files) {
        const stored = `${folderOf(id)}/${uploads.length}`
        await store.write(stored, bytes)
        uploads.push({ name, stored, size: bytes.length })
      }
      return uploads
    },
    async forgetTry(id, tries) {
      for (let n = 0; ; n++) {
        const stored = nameOfResult(id, tries, n)
        if ((await store.size(stored)) === null) return
        await remove([{ stored }])
      }
    },
  }
}
