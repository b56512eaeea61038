/** Draws whole numbers below n. */
type Draw = (n: number) => number

type Kind = 'number' | 'whole' | 'text' | 'region'

interface Column {
  readonly sql: string
  readonly kind: Kind
}

const tables: readonly { readonly name: string; readonly columns: readonly (readonly [name: string, kind: Kind])[] }[] = [
  {
    name: 'ivoa.obscore',
    columns: [
      ['s_ra', 'number'],
      ['s_dec', 'number'],
      ['t_min', 'number'],
      ['calib_level', 'whole'],
      ['lsst_visit', 'whole'],
      ['obs_id', 'text'],
      ['instrument_name', 'text'],
      ['s_region', 'region'],
    ],
  },
  {
    name: 'cat.object',
    columns: [
      ['ra', 'number'],
      ['dec', 'number'],
      ['g_mag', 'number'],
      ['object_id', 'whole'],
      ['object_type', 'text'],
    ],
  },
  {
    name: 'tap_schema.columns',
    columns: [
      ['column_name', 'text'],
      ['unit', 'text'],
      ['principal', 'whole'],
    ],
  },
  {
    name: 'tap_upload.mine',
    columns: [
      ['"Ra J2000"', 'number'],
      ['n', 'whole'],
      ['name', 'text'],
    ],
  },
]

/** Writes one random query that means something on the archive's tables and on tap_upload.mine: the same for the same draws. */
export function randomAdql(draw: Draw): string {
  return new Writer(draw).query(3)
}

class Writer {
  readonly #draw: Draw
  #names = 0

  constructor(draw: Draw) {
    this.#draw = draw
  }

  query(depth: number): string {
    const { select, width, columns } = this.#select(depth)
    const draw = this.#draw(10)
    if (depth > 1 && draw === 0) {
      const name = `w${++this.#names}`
      return `WITH ${name} AS (${select}) SELECT * FROM ${name} AS x JOIN ${name} AS y ON x.${columns[0]} = y.${columns[0]}`
    }
    if (draw === 1) return `${select} ${this.#pick(['UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT'])} ${select} ORDER BY 1`
    const order = this.#chance(3) ? ` ORDER BY ${1 + this.#draw(width)}${this.#pick(['', ' DESC'])}, ${columns[0]}` : ''
    return `${select}${order}${this.#chance(5) ? ` OFFSET ${this.#draw(5)}` : ''}`
  }

  /** A SELECT whose columns have unique names and are no geometries. */
  #select(depth: number): { readonly select: string; readonly width: number; readonly columns: readonly string[] } {
    const { from, columns } = this.#from(depth)
    const grouped = this.#chance(4)
    const keys = grouped ? Array.from({ length: 1 + this.#draw(2) }, () => this.#value(columns, depth)) : []
    const width = 1 + this.#draw(4)
    const names = Array.from({ length: width }, () => `c${++this.#names}`)
    const items = names.map((name) => {
      const value = grouped ? (this.#chance(2) ? this.#pick(keys) : this.#aggregate(columns, depth)) : this.#value(columns, depth)
      return `${value} AS ${name}`
    })
    const where = this.#chance(2) ? ` WHERE ${this.#condition(columns, depth)}` : ''
    const group = grouped ? ` GROUP BY ${keys.join(', ')}${this.#chance(2) ? ` HAVING ${this.#aggregate(columns, depth)} IS NOT NULL` : ''}` : ''
    const select = `SELECT ${grouped ? '' : this.#pick(['', '', 'DISTINCT ', 'ALL '])}${this.#pick(['', 'TOP 3 '])}${items.join(', ')} FROM ${from}${where}${group}`
    return { select, width, columns: names }
  }

  #from(depth: number): { readonly from: string; readonly columns: readonly Column[] } {
    const first = this.#table(depth)
    const draw = this.#draw(8)
    if (draw > 3) return first
    const second = this.#table(depth)
    const columns = [...first.columns, ...second.columns]
    if (draw === 0) return { from: `${first.from}, ${second.from}`, columns }
    const kind = this.#pick(['JOIN', 'INNER JOIN', 'LEFT JOIN', 'RIGHT OUTER JOIN'])
    return { from: `${first.from} ${kind} ${second.from} ON ${this.#condition(columns, 1)}`, columns }
  }

  #table(depth: number): { readonly from: string; readonly columns: readonly Column[] } {
    const alias = `t${++this.#names}`
    if (depth > 1 && this.#chance(6)) {
      const { select, columns } = this.#select(depth - 1)
      // what kind they are is not known here, only whether they are null
      return { from: `(${select}) AS ${alias}`, columns: [{ sql: `CASE WHEN ${alias}.${columns[0]} IS NULL THEN 1 ELSE 2.5 END`, kind: 'number' }] }
    }
    const table = this.#pick(tables)
    return { from: `${table.name} AS ${alias}`, columns: table.columns.map(([name, kind]) => ({ sql: `${alias}.${name}`, kind })) }
  }

  #column(columns: readonly Column[], ...kinds: readonly Kind[]): string | null {
    const fitting = columns.filter((c) => kinds.includes(c.kind))
    return fitting.length === 0 ? null : this.#pick(fitting).sql
  }

  #value(columns: readonly Column[], depth: number): string {
    return this.#chance(3) ? this.#text(columns, depth) : this.#number(columns, depth)
  }

  #number(columns: readonly Column[], depth: number): string {
    const deeper = (): string => this.#number(columns, depth - 1)
    switch (depth <= 0 ? this.#draw(4) : this.#draw(20)) {
      case 0:
        return this.#pick(['1', '0', '2.5', '1e-3', '0x1F', '99999999999', 'NULL', '.5'])
      case 1:
      case 2:
      case 3:
        return this.#column(columns, 'number', 'whole') ?? '3'
      case 4:
      case 5:
        return `(${deeper()} ${this.#pick(['+', '-', '*', '/'])} ${deeper()})`
      case 6:
        return `- ${deeper()}`
      case 7:
        return `${this.#pick(['ABS', 'CEILING', 'DEGREES', 'EXP', 'FLOOR', 'LOG', 'LOG10', 'RADIANS', 'SQRT', 'SIN', 'COS', 'TAN', 'COT', 'ASIN', 'ACOS', 'ATAN', 'ROUND', 'TRUNCATE', 'SIGN'])}(${deeper()})`
      case 8:
        return `${this.#pick(['MOD', 'POWER', 'ATAN2'])}(${deeper()}, ${deeper()})`
      case 9:
        return `${this.#pick(['ROUND', 'TRUNCATE'])}(${deeper()}, ${this.#draw(4)})`
      case 10:
        return this.#pick(['PI()', 'RAND()', 'RAND(3)'])
      case 11:
        return `COALESCE(${deeper()}, ${deeper()})`
      case 12:
        return `CAST(${deeper()} AS ${this.#pick(['INTEGER', 'BIGINT', 'REAL', 'DOUBLE PRECISION', 'SMALLINT'])})`
      case 13:
        return `DISTANCE(${this.#point(columns, depth)}, ${this.#point(columns, depth)})`
      case 14:
        return `${this.#pick(['CONTAINS', 'INTERSECTS'])}(${this.#shape(columns, depth)}, ${this.#shape(columns, depth)})`
      case 15:
        return `AREA(${this.#shape(columns, depth)})`
      case 16:
        return `${this.#pick(['COORD1', 'COORD2'])}(${this.#pick([this.#point(columns, depth), `CENTROID(${this.#shape(columns, depth)})`])})`
      case 17:
        return `(SELECT COUNT(*) FROM ${this.#pick(tables).name} AS s${++this.#names})`
      case 18:
        return `CASE WHEN ${this.#condition(columns, depth - 1)} THEN ${deeper()} ELSE ${deeper()} END`
      default:
        return `${this.#pick(['IVO_HASWORD', 'IVO_NOCASEMATCH', 'IVO_HASHLIST_HAS'])}(${this.#text(columns, depth - 1)}, ${this.#text(columns, depth - 1)})`
    }
  }

  #text(columns: readonly Column[], depth: number): string {
    const deeper = (): string => this.#text(columns, depth - 1)
    switch (depth <= 0 ? this.#draw(3) : this.#draw(7)) {
      case 0:
        return this.#pick(["'x'", "'it''s'", "''", "'; DROP TABLE dax.image --'", "'🌌 \\ % _'", "'$1'"])
      case 1:
      case 2:
        return this.#column(columns, 'text') ?? "'none'"
      case 3:
        return `${this.#pick(['LOWER', 'UPPER'])}(${deeper()})`
      case 4:
        return `(${deeper()} || ${deeper()})`
      case 5:
        return `CAST(${this.#number(columns, depth - 1)} AS ${this.#pick(['VARCHAR', 'CHAR(9)', 'VARCHAR(3)'])})`
      default:
        return `COALESCE(${deeper()}, NULL, ${deeper()})`
    }
  }

  #coordinate(columns: readonly Column[], limit: number): string {
    return this.#chance(3) ? (this.#column(columns, 'number') ?? '1') : String(this.#draw(limit * 10) / 10)
  }

  #point(columns: readonly Column[], depth: number): string {
    const frame = this.#pick(['', '', "'ICRS', ", "'ICRS GEOCENTER', ", "'', "])
    return depth > 1 && this.#chance(8)
      ? `CENTROID(${this.#shape(columns, depth - 1)})`
      : `POINT(${frame}${this.#coordinate(columns, 360)}, ${this.#coordinate(columns, 90)})`
  }

  #shape(columns: readonly Column[], depth: number): string {
    const region = this.#column(columns, 'region')
    const xy = (): string => `${this.#coordinate(columns, 360)}, ${this.#coordinate(columns, 90)}`
    switch (this.#draw(7)) {
      case 0:
        return region ?? this.#point(columns, depth)
      case 1:
        return `CIRCLE(${xy()}, ${this.#coordinate(columns, 30)})`
      case 2:
        return `CIRCLE(${this.#point(columns, 0)}, 2)`
      case 3:
        return `POLYGON('ICRS', ${xy()}, ${xy()}, ${xy()}, ${xy()})`
      case 4:
        return `POLYGON(${this.#point(columns, 0)}, ${this.#point(columns, 0)}, ${this.#point(columns, 0)})`
      case 5:
        return `BOX(${xy()}, ${1 + this.#draw(20)}, 1.5)`
      default:
        return this.#chance(2) ? "REGION('CIRCLE ICRS 10 20 3')" : this.#point(columns, depth)
    }
  }

  #condition(columns: readonly Column[], depth: number): string {
    const [number, text] = [() => this.#number(columns, depth - 1), () => this.#text(columns, depth - 1)]
    const not = this.#pick(['', '', 'NOT '])
    switch (this.#draw(depth <= 0 ? 5 : 13)) {
      case 0:
        return `${number()} ${this.#pick(['=', '<>', '!=', '<', '>', '<=', '>='])} ${number()}`
      case 1:
        return `${text()} ${this.#pick(['=', '<>', '<', '>='])} ${text()}`
      case 2:
        return `${number()} ${not}BETWEEN ${number()} AND ${number()}`
      case 3:
        return `${this.#pick([number, text])()} IS ${not}NULL`
      case 4:
        return `${text()} ${not}${this.#pick(['LIKE', 'ILIKE'])} ${text()}`
      case 5:
        return `${number()} ${not}IN (${number()}, ${number()}, ${number()})`
      case 6:
        return `${number()} ${not}IN (SELECT ${this.#number([], 1)} FROM ivoa.obscore AS s${++this.#names})`
      case 7: {
        const outer = this.#column(columns, 'number', 'whole') ?? '1'
        return `${not}EXISTS (SELECT 1 FROM cat.object AS e${++this.#names} WHERE ra = ${outer})`
      }
      case 8:
        return `(${this.#condition(columns, depth - 1)} ${this.#pick(['AND', 'OR'])} ${not}${this.#condition(columns, depth - 1)})`
      case 9:
      case 10: {
        const test = `${this.#pick(['CONTAINS', 'INTERSECTS'])}(${this.#shape(columns, depth)}, ${this.#shape(columns, depth)})`
        return this.#pick([`${test} = 1`, `1 = ${test}`, `${test} = 0`, `${test} <> 1`])
      }
      case 11:
        return `DISTANCE(${this.#point(columns, depth)}, ${this.#point(columns, depth)}) ${this.#pick(['<', '<=', '>'])} ${this.#pick(['0.1', '3', '1e-4'])}`
      default:
        return `NOT ${this.#condition(columns, depth - 1)}`
    }
  }

  #aggregate(columns: readonly Column[], depth: number): string {
    const name = this.#pick(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'])
    if (this.#chance(5)) return 'COUNT(*)'
    return `${name}(${this.#pick(['', '', 'DISTINCT '])}${this.#number(columns, Math.min(1, depth - 1))})`
  }

  #chance(oneIn: number): boolean {
    return this.#draw(oneIn) === 0
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#draw(list.length)]!
  }
}

/** Draws from a seed, the same each time (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed | 0
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}
