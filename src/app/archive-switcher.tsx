import { useNavigate } from 'react-router'
import { useArchives } from '../api/archive-context.ts'

const manage = '\u0000manage'

/** Which archive is searched. Another archive starts a search of its own: its rows, filters and selection are different ones. */
export function ArchiveSwitcher() {
  const { archives, current, config } = useArchives()
  const navigate = useNavigate()
  const first = archives.find((a) => a.id === config.start.archive) ?? archives[0]
  return (
    <label className="archive-switcher">
      <span className="visually-hidden">Archive</span>
      <select
        value={current.id}
        title={`${current.title}: ${current.tap}`}
        onChange={(event) => {
          const id = event.target.value
          if (id === manage) void navigate('/archives')
          else void navigate(id === first?.id ? '/' : `/?archive=${encodeURIComponent(id)}`)
        }}
      >
        {archives.map((archive) => (
          <option key={archive.id} value={archive.id}>
            {archive.title}
          </option>
        ))}
        <option value={manage}>Add or remove …</option>
      </select>
    </label>
  )
}
