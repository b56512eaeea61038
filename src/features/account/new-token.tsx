import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { scopes as known } from '../../../dax/contract/auth.ts'
import { refusalSentence } from '../../api/api-error.ts'
import { createToken } from '../../api/auth.ts'
import { TextField } from '../../ui/text-field.tsx'

const lives: readonly (readonly [words: string, days: number | null])[] = [
  ['30 days', 30],
  ['90 days', 90],
  ['a year', 365],
  ['until I revoke it', null],
]
/** What a notebook needs, and no more. */
const usual = ['read:tap', 'read:image', 'read:alertdb']

/** Makes a token and shows it once. `scopes` = what the user has to give. */
export function NewToken({ auth, user, scopes }: { readonly auth: string; readonly user: string; readonly scopes: readonly string[] }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(usual.filter((one) => scopes.includes(one))))
  const [life, setLife] = useState('0')
  const [problem, setProblem] = useState<string | null>(null)
  const [made, setMade] = useState<{ readonly name: string; readonly token: string } | null>(null)
  const make = async (): Promise<void> => {
    const days = lives[Number(life)]?.[1] ?? null
    const expires = days === null ? null : Math.floor(Date.now() / 1000) + days * 86_400
    const done = await createToken(auth, user, { token_name: name, scopes: [...chosen], expires })
    setProblem(done.ok ? null : refusalSentence(done.error, Date.now()))
    if (!done.ok) return
    setMade({ name: name.trim(), token: done.value })
    setName('')
    await client.invalidateQueries({ queryKey: ['tokens', auth, user] })
  }
  return (
    <>
      <form
        className="new-token"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() === '') setProblem('Give it a name: what is it for?')
          else void make()
        }}
      >
        <TextField label="What it is for" value={name} onChange={setName} placeholder="notebook" problem={problem} />
        <label className="field">
          <span>It holds for</span>
          <select value={life} onChange={(event) => setLife(event.target.value)}>
            {lives.map(([words], i) => (
              <option key={words} value={i}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <fieldset>
          <legend>It may</legend>
          {scopes.map((scope) => (
            <label key={scope} className="scope">
              <input
                type="checkbox"
                checked={chosen.has(scope)}
                onChange={(event) => {
                  const next = new Set(chosen)
                  if (event.target.checked) next.add(scope)
                  else next.delete(scope)
                  setChosen(next)
                }}
              />
              <span className="mono">{scope}</span>
              <span className="dim">{(known as Readonly<Record<string, string>>)[scope] ?? ''}</span>
            </label>
          ))}
        </fieldset>
        <div className="row actions">
          <button type="submit" className="primary">
            Create token
          </button>
        </div>
      </form>
      {made === null ? null : <MadeToken {...made} onClose={() => setMade(null)} />}
    </>
  )
}

function MadeToken({ name, token, onClose }: { readonly name: string; readonly token: string; readonly onClose: () => void }) {
  const [isCopied, setCopied] = useState(false)
  return (
    <section className="note made-token" aria-label={`New token ${name}`}>
      <p role="status">
        The token <strong>{name}</strong>. Copy it now: it is not shown again.
      </p>
      <code>{token}</code>
      <div className="row">
        <button type="button" onClick={() => void navigator.clipboard.writeText(token).then(() => setCopied(true))}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" onClick={onClose}>
          I have it
        </button>
      </div>
    </section>
  )
}
