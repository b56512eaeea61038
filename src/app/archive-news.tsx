import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useArchives } from '../api/archive-context.ts'
import { availabilityNotes } from '../api/availability.ts'

const againMs = 5000

/** What dax tells its users now, such as that something is still being loaded. When that is over, what the page knows is asked for anew. */
export function ArchiveNews() {
  const { current } = useArchives()
  const client = useQueryClient()
  // other archives say all kinds of things there, and always
  const isDax = current.provenance !== undefined
  const { data: notes = [] } = useQuery({
    queryKey: ['availability', current.tap],
    queryFn: ({ signal }) => availabilityNotes(current.tap, signal),
    enabled: isDax,
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? againMs : false),
  })
  const hadNotes = useRef(false)
  const hasNotes = isDax && notes.length > 0
  useEffect(() => {
    if (hadNotes.current && !hasNotes) void client.invalidateQueries()
    hadNotes.current = hasNotes
  }, [client, hasNotes])
  return hasNotes ? (
    <p className="news" role="status">
      {notes.join(' ')}
    </p>
  ) : null
}
