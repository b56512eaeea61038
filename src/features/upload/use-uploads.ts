import { useEffect, useState, useSyncExternalStore } from 'react'
import { askToSignIn, sessionPort } from '../../api/session.ts'
import { cancelUpload, readIngest, readUnfinished } from '../../api/uploads.ts'
import { fileReading } from '../../engine/upload/reader.ts'
import { sendFile } from '../../engine/upload/send-file.ts'
import { useMachine } from '../../engine/upload/upload-context.ts'
import { isUnderWay, type UploadItem } from '../../engine/upload/upload-item.ts'
import { uploadMachine, type UploadMachine } from '../../engine/upload/upload-machine.ts'

/** How often the page shows what changed: thousands of files change thousands of times a second, and each showing looks at all of them. */
const shownMs = (files: number): number => (files > 1000 ? 400 : 150)

export const uploadsAt = (base: string): string => new URL(`${base}/uploads`, document.baseURI).href

/** The files that are sent to this archive, and the machine that reads and sends them; both outlive the page. */
export function useUploads(base: string): { readonly machine: UploadMachine; readonly items: readonly UploadItem[] } {
  const machine = useMachine(uploadsAt(base), () => machineAt(base))
  const [shown] = useState(() => throttled(machine))
  const items = useSyncExternalStore(shown.subscribe, shown.snapshot)
  const isBusy = items.some(isUnderWay)
  useEffect(() => {
    addEventListener('online', machine.hurry)
    return () => removeEventListener('online', machine.hurry)
  }, [machine])
  useEffect(() => {
    if (!isBusy) return undefined
    // what was acknowledged stays, but the files would have to be chosen again
    const stay = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', stay)
    return () => removeEventListener('beforeunload', stay)
  }, [isBusy])
  return { machine, items }
}

function machineAt(base: string): UploadMachine {
  const endpoint = uploadsAt(base)
  return uploadMachine({
    endpoint,
    reading: fileReading(),
    send: sendFile,
    headers: (url) => sessionPort.headers(url, true),
    signIn: (why) => askToSignIn(endpoint, why),
    async ingest(id) {
      const answer = await readIngest(base, id)
      return answer.ok ? answer.value : null
    },
    async unfinished(sha256) {
      const answer = await readUnfinished(base)
      return (answer.ok ? answer.value.find((one) => one.sha256 === sha256)?.id : undefined) ?? null
    },
    cancel: (id) => cancelUpload(base, id),
    now: () => Date.now(),
    later(run, ms) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
}

/** A snapshot that changes a few times a second at most. */
function throttled(machine: UploadMachine): {
  readonly subscribe: (listener: () => void) => () => void
  readonly snapshot: () => readonly UploadItem[]
} {
  let kept: readonly UploadItem[] = [...machine.items()]
  let timer: ReturnType<typeof setTimeout> | null = null
  const listeners = new Set<() => void>()
  const changed = (inMs = shownMs(kept.length)): void => {
    timer ??= setTimeout(() => {
      timer = null
      kept = [...machine.items()]
      for (const listener of listeners) listener()
      // the seconds until another try are counted down
      if (listeners.size > 0 && kept.some(({ sending }) => sending.at === 'waiting')) changed(1000)
    }, inMs)
  }
  return {
    subscribe(listener) {
      listeners.add(listener)
      const undo = machine.onChange(() => changed())
      changed()
      return () => {
        listeners.delete(listener)
        undo()
      }
    },
    snapshot: () => kept,
  }
}
