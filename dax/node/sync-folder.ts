import { open } from 'node:fs/promises'

/** Puts the entries of a folder on disk: a new name outlives a power cut only then. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
