/** A file as the user gave it, with the folders that it lies in. */
export interface GivenFile {
  readonly file: File
  readonly path: string
}

/** Endings of what an archive of images may take; what else lies in a dropped folder is left out. */
const images = /\.(?:fits?|fts|fz)(?:\.gz)?$/iu

/** Those of the files that are images, and the paths of those that are not. */
export function imagesAmong(files: readonly GivenFile[]): { readonly images: readonly GivenFile[]; readonly others: readonly string[] } {
  const isImage = ({ file }: GivenFile): boolean => images.test(file.name)
  return { images: files.filter(isImage), others: files.filter((one) => !isImage(one)).map(({ path }) => path) }
}

/** Files of an input; those of a folder tell where in it they lie. */
export function filesOfInput(list: FileList | null): readonly GivenFile[] {
  return [...(list ?? [])].map((file) => ({ file, path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath }))
}

/** All files of a drop, those in folders too. Entries are taken at once: after the event they are gone. */
export async function filesOfDrop(data: DataTransfer): Promise<readonly GivenFile[]> {
  const entries = [...data.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null
    return entry === null ? [] : [entry]
  })
  if (entries.length === 0) return filesOfInput(data.files)
  return (await Promise.all(entries.map(filesBelow))).flat()
}

async function filesBelow(entry: FileSystemEntry): Promise<readonly GivenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    return [{ file, path: entry.fullPath.replace(/^\//u, '') }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: GivenFile[] = []
  // a folder is told a hundred entries at a time
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    for (const one of some) found.push(...(await filesBelow(one)))
  }
}
