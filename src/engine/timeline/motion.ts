/** What a frame is asked for: other content, the same content seen elsewhere, or only what lies over it. */
export type Asked = 'base' | 'moved' | 'over'

/** What a drawing made of its base: the exact picture, one that is rough because it moves, or nothing, because it has nothing to show yet. */
export type Painted = 'exact' | 'rough' | 'nothing'

/** What a frame has to paint. */
export interface FramePlan {
  readonly base: boolean
  readonly over: boolean
  /** A rougher picture will do: moves follow each other just now. */
  readonly isMoving: boolean
}

/** Keeps what frames owe: moves that follow each other may be painted roughly, and the exact picture comes when they rest. */
export interface Motion {
  /** `now` in ms. */
  ask(what: Asked, now: number): void
  /** What a frame at `now` (ms) paints. */
  plan(now: number): FramePlan
  /** That frame was painted, and ended at `now`; `painted` null where its base was not. */
  done(plan: FramePlan, painted: Painted | null, now: number): void
  /** Whether an exact picture is owed, so that frames must go on. */
  isOwing(): boolean
}

/**
 * A move asked for sooner than this after the last was painted goes on with its motion, however long its own frame takes to come: a machine that is slow would else be
 * given exact pictures and be slower yet. This long after the last comes the exact picture. ms.
 */
const restsAfter = 120

export function motion(): Motion {
  let base: 'painted' | 'moved' | 'old' = 'old'
  let isOverOld = true
  let isRough = false
  let movedAt = -Infinity
  let goesOn = false
  return {
    ask(what, now) {
      isOverOld = true
      if (what === 'base') base = 'old'
      else if (what === 'moved' && base === 'painted') {
        base = 'moved'
        goesOn = now - movedAt < restsAfter
      }
    },
    plan(now) {
      const isResting = now - movedAt >= restsAfter
      const isDue = base !== 'painted' || (isRough && isResting)
      return { base: isDue, over: isDue || isOverOld, isMoving: base === 'moved' && goesOn }
    },
    done(plan, painted, now) {
      if (base === 'moved') movedAt = now
      if (plan.base) base = 'painted'
      if (plan.over) isOverOld = false
      if (painted !== null) isRough = painted === 'rough'
    },
    isOwing: () => isRough,
  }
}
