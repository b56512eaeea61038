import { useQuery } from '@tanstack/react-query'
import { useArchives } from '../../api/archive-context.ts'
import { readUserInfo } from '../../api/auth.ts'
import { unwrap } from '../../api/unwrap.ts'
import { visibilities, visibilityWords } from './words.ts'

/** `visibility` null = of many images, each stays as it is. `group` goes with visibility 'group'. */
export interface ChosenVisibility {
  readonly visibility: string | null
  readonly group: string | null
}

/** Who may see the image: what each choice means is said before it is made. Groups are those that the user is in. */
export function VisibilityChoice(props: {
  readonly value: ChosenVisibility
  readonly isOne: boolean
  readonly onChange: (value: ChosenVisibility) => void
}) {
  const { value, isOne, onChange } = props
  const auth = useArchives().current.auth
  const info = useQuery({
    queryKey: ['user-info', auth, 'groups'],
    queryFn: ({ signal }) => unwrap(readUserInfo(auth ?? '', signal)),
    enabled: auth !== undefined,
  })
  const groups = new Set([...(info.data?.groups.map(({ name }) => name) ?? []), ...(value.group === null ? [] : [value.group])])
  const choose = (visibility: string | null): void =>
    onChange({ visibility, group: visibility === 'group' ? (value.group ?? [...groups][0] ?? null) : null })
  return (
    <fieldset className="visibility-choice">
      <legend>Who may see {isOne ? 'it' : 'them'}</legend>
      {isOne ? null : (
        <label>
          <input type="radio" name="visibility" checked={value.visibility === null} onChange={() => choose(null)} />
          <span>as it is</span>
          <span className="dim">Each stays as visible as it is now.</span>
        </label>
      )}
      {visibilities.map((one) => {
        const { mark, name, means } = visibilityWords[one]
        const isMissing = one === 'group' && groups.size === 0
        return (
          <label key={one}>
            <input type="radio" name="visibility" checked={value.visibility === one} disabled={isMissing} onChange={() => choose(one)} />
            <span>
              <span aria-hidden="true">{mark} </span>
              {name}
            </span>
            <span className="dim">{isMissing ? 'You are in no group here.' : means}</span>
          </label>
        )
      })}
      {value.visibility !== 'group' ? null : (
        <label className="field">
          <span>Group</span>
          <select value={value.group ?? ''} onChange={(event) => onChange({ ...value, group: event.target.value })}>
            {[...groups].map((group) => (
              <option key={group} value={group}>
                {group}
              </option>
            ))}
          </select>
        </label>
      )}
    </fieldset>
  )
}
