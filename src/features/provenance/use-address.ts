import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import { presentParams } from '../../platform/address.ts'

export type Edit = (params: URLSearchParams) => void

/** The address's parameters, and how to change them; `push` makes a step that Back undoes. */
export function useAddress(): readonly [params: URLSearchParams, change: (edit: Edit, push?: boolean) => void] {
  const [params, setParams] = useSearchParams()
  const change = useCallback(
    (edit: Edit, push = false) => {
      const next = presentParams()
      edit(next)
      setParams(next, { replace: !push })
    },
    [setParams],
  )
  return [params, change]
}
