import { useMemo } from 'react'
import { detectors } from '../../../vo/sky/lsstcam.ts'
import { conditions } from '../../engine/timeline/condition.ts'
import { conditionToken } from '../../engine/timeline/inks.ts'
import { useNightHere, useView } from './night-context.ts'
import { markedAt } from './place.ts'

/** Half the width of the focal plane with its margin, mm. */
const half = 324

/** One visit in the focal plane: a square a detector, by how its last attempt went; +y of the camera is up. Click to select. */
export function FocalPlane({ visit }: { readonly visit: number }) {
  const { night, facts, store } = useNightHere()
  const selected = useView((view) => view.selection?.detector ?? null)
  const id = night.visits.visit[visit]!
  const last = useMemo(() => {
    const found = new Map<number, number>()
    for (const i of markedAt(night, facts, { visit: id })?.attempts ?? []) found.set(night.attempts.detector[i]!, facts.condition[i]!)
    return found
  }, [night, facts, id])
  const bad = [...last.values()].filter((c) => c !== 0).length
  return (
    <svg
      className="focal-plane"
      viewBox={`${-half} ${-half} ${2 * half} ${2 * half}`}
      role="img"
      aria-label={`Focal plane: ${last.size} detectors, ${bad === 0 ? 'all done' : `${bad} not done`}`}
    >
      {detectors.map((d) => {
        const condition = last.get(d.id)
        const word = condition === undefined ? null : conditions[condition]!
        return (
          <rect
            key={d.id}
            x={d.x - 20}
            y={-d.y - 20}
            width={40}
            height={40}
            className={word === null ? 'absent' : word}
            data-selected={d.id === selected || undefined}
            style={word === null ? undefined : { color: `var(${conditionToken[word]})` }}
            onClick={() => store.setState({ selection: { visit: id, detector: d.id } })}
          >
            <title>{`${d.name} (${d.id}): ${word ?? 'no attempt'}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
