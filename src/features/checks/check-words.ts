import type { CheckKind, CheckProgress, CheckRun, RepairKind } from '../../../dax/contract/checks.ts'

interface KindWords {
  readonly title: string
  /** What is compared with what. */
  readonly means: string
  /** Looked at wholly by checks that read every byte only; by others: in part, or not at all. */
  readonly deep?: 'only' | 'more'
}

/** What checks look at, in the order in which the page lists it. */
export const kindWords: Readonly<Record<CheckKind, KindWords>> = {
  'missing-file': { title: 'Missing files', means: 'Every file that the database knows is in the store.' },
  'damaged-file': { title: 'Size and checksum', means: 'Every file has its size; where every byte is read, its SHA-256.', deep: 'more' },
  'orphan-file': { title: 'Orphans', means: 'The store has no file that the database does not know.' },
  'no-manifest': { title: 'Manifests', means: 'Beside the file of each image lies what brings it back when the database is lost.' },
  'stale-manifest': { title: 'Left-over manifests', means: 'No manifest lies in the store without its image.' },
  'no-provenance': { title: 'Images without provenance', means: 'Of each image that was taken in, it is known how it came.' },
  'no-image': { title: 'Provenance without images', means: 'Each image that provenance says was taken in is there, or a tombstone is.' },
  'broken-delivery': { title: 'Deliveries not there', means: 'What the processing log says was delivered is in the archive.' },
  'no-catalogue-image': {
    title: 'Catalogue without images',
    means: 'Each visit and detector with sources has its image, or a failed delivery says why not.',
  },
  'stale-coverage': {
    title: 'Coverage',
    means: 'The sky index has the cells of each footprint; where every byte is read, the right ones.',
    deep: 'more',
  },
  'stale-preview': {
    title: 'Previews',
    means: 'Previews that are kept show the file as it is: they are drawn once more and compared.',
    deep: 'only',
  },
  'stuck-ingest': { title: 'Stuck ingests', means: 'No ingest has stood still for an hour.' },
}

export const kinds = Object.keys(kindWords) as readonly CheckKind[]

export function isKind(text: string | null): text is CheckKind {
  return text !== null && Object.hasOwn(kindWords, text)
}

interface RepairWords {
  /** On the button. */
  readonly verb: string
  /** At the head of the question, of one and of many. */
  readonly question: (n: string, isOne: boolean) => string
  /** What will happen. */
  readonly effect: string
  /** It takes something out of the archive, or out of the store. */
  readonly isLoss?: boolean
}

const thing = (one: string, many: string) => (verb: string) => (n: string, isOne: boolean) => `${verb} ${isOne ? `this ${one}` : `${n} ${many}`}?`
const files = thing('file', 'files')

const regenerate: Readonly<Partial<Record<CheckKind, string>>> = {
  'no-manifest': 'The manifest beside the file is written anew from the database. The image and its file stay as they are.',
  'no-provenance': 'The ingest that brought the image is recorded anew, from the cards of its file and the sidecar in its manifest.',
  'stale-coverage': 'The cells of the footprint are made anew, so that searches by region and the coverage map are right. The image stays as it is.',
  'stale-preview': 'The previews that are kept of it are drawn anew from its file.',
}

/** A repair of findings of one kind in words: what will happen when it is done. */
export function repairWords(repair: RepairKind, kind: CheckKind): RepairWords {
  switch (repair) {
    case 'from-replica':
      return {
        verb: 'Restore from the replica',
        question: files('Restore from the replica:'),
        effect:
          'The file is copied from the replica into the store. Its SHA-256 is compared before and after: a copy that is damaged too is refused, and then nothing changes. Previews of it are drawn anew.',
      }
    case 'register':
      if (kind === 'stale-manifest')
        return {
          verb: 'Take in',
          question: thing('image', 'images')('Take in'),
          effect: 'The image comes back as its manifest says: its row, its history, who may see it, and its provenance. Its file stays as it is.',
        }
      return {
        verb: 'Take in',
        question: files('Take in'),
        effect:
          'The file becomes an image of the archive, as the ingest that was broken off would have made it: owner, visibility and provenance come from the manifest beside it. Without one it becomes private, and nobody’s.',
      }
    case 'quarantine':
      return {
        verb: 'Move to quarantine',
        question: files('Move to quarantine:'),
        effect:
          'The file leaves the store for the folder “quarantine” of the data folder, with the reason beside it. Its bytes are kept.' +
          (kind === 'damaged-file'
            ? ' Its images stay in searches and cannot be read until it is restored; the next check tells it as missing.'
            : ''),
        isLoss: true,
      }
    case 'regenerate':
      return {
        verb: 'Make anew',
        question: thing('one', 'of them')('Make anew:'),
        effect: regenerate[kind] ?? 'It is made anew from the file and the database.',
      }
    case 'forget':
      return {
        verb: 'Forget',
        question: kind === 'no-image' ? thing('image', 'images')('Forget') : files('Forget'),
        effect:
          kind === 'no-image'
            ? 'A tombstone says that the image is gone; its provenance stays. Restore a backup instead, if one has the image.'
            : 'Every image of the file leaves the archive for good: no search finds it any more. Tombstones and its provenance stay, its id is never given again. Do this only when no replica and no backup has the file.',
        isLoss: true,
      }
    case 'remove':
      return {
        verb: 'Remove',
        question: thing('manifest', 'manifests')('Remove'),
        effect: 'The manifest leaves the store. Its file, if there is one, stays; where its image was deleted, the tombstone takes its place.',
        isLoss: true,
      }
    case 'retry':
      return {
        verb: 'Try again',
        question: thing('ingest', 'ingests')('Try again:'),
        effect: 'The ingest waits for its turn once more, and its tries are counted from one.',
      }
  }
}

const stepWords: Readonly<Record<CheckProgress['step'], string>> = {
  list: 'Listing the store',
  files: 'Looking at files',
  bytes: 'Reading every byte',
  manifests: 'Reading manifests',
  orphans: 'Looking for orphans',
  tables: 'Comparing tables',
  cells: 'Comparing the sky index',
  previews: 'Comparing previews',
}

/** 'Reading every byte: 12.0 of 340.5 MB' */
export function progressWords(progress: CheckProgress | null): string {
  if (progress === null) return 'Beginning'
  const { step, done, total } = progress
  const amount = (n: number): string => (step === 'bytes' ? (n / 1e6).toFixed(1) : n.toLocaleString('en'))
  const unit = step === 'bytes' ? ' MB' : ''
  return `${stepWords[step]}: ${amount(done)}${total === null ? '' : ` of ${amount(total)}`}${unit}`
}

/** '2026-11-28 12:04 UTC' */
export function timeWords(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** How a run ended, in a word. */
export const stateWords: Readonly<Record<CheckRun['state'], string>> = { running: 'runs', done: 'done', failed: 'failed', cancelled: 'cancelled' }

/** Who began a run. */
export function whoWords(who: string | null): string {
  return who === null ? 'the command line' : who === 'schedule' ? 'the schedule' : who
}

/** '812 files, 3 images, 1.2 MB read' */
export function lookedWords(looked: CheckRun['looked']): string {
  return Object.entries(looked)
    .filter(([name, n]) => n > 0 || name !== 'bytes read')
    .map(([name, n]) => (name === 'bytes read' ? `${(n / 1e6).toFixed(1)} MB read` : `${n.toLocaleString('en')} ${name}`))
    .join(', ')
}

export const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, n) => sum + n, 0)
