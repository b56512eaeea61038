/** A direction or difference in ICRS cartesian axes: x to ra 0 dec 0, y to ra 90 dec 0, z to the north pole. */
export type Vec3 = readonly [x: number, y: number, z: number]

/** Scalar product. */
export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/** Vector product a × b: for unit vectors it points to the left of the way from a to b (seen from outside the sphere). */
export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/** a × b, keeping its precision when a and b are close: (a − b) × (a + b) / −2. */
export function stableCross(a: Vec3, b: Vec3): Vec3 {
  const [x, y, z] = cross(minus(b, a), plus(a, b))
  return [-x / 2, -y / 2, -z / 2]
}

export function plus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

export function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

export function times(a: Vec3, k: number): Vec3 {
  return [a[0] * k, a[1] * k, a[2] * k]
}

export function length(a: Vec3): number {
  return Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])
}

/** The unit vector along a; null when a has no direction (length below 1e-300). */
export function unitOf(a: Vec3): Vec3 | null {
  const l = length(a)
  return l < 1e-300 ? null : [a[0] / l, a[1] / l, a[2] / l]
}

/** Angle between two vectors in rad, 0 to π, stable everywhere (atan2, not acos). */
export function angleBetween(a: Vec3, b: Vec3): number {
  return Math.atan2(length(stableCross(a, b)), dot(a, b))
}

/** Some unit vector at right angles to a unit vector. */
export function perpendicular(a: Vec3): Vec3 {
  const axis: Vec3 = Math.abs(a[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0]
  return unitOf(cross(axis, a)) ?? [0, 0, 1]
}
