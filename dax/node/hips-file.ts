import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a HiPS tree below DATA/hips; null where there is none. Paths come from requests: nothing that could leave the tree is looked up. */
export async function hipsFile(root: string, tree: string, path: string): Promise<Uint8Array | null> {
  const parts = [tree, ...path.split('/')]
  if (parts.some((part) => !/^[\w-][\w.-]*$/u.test(part))) return null
  try {
    return new Uint8Array(await readFile(join(root, ...parts)))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
