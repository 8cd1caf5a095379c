import pino from 'pino'

/** Records of one kind about one person or thing that are written in one minute. */
const recordLimit = 10
const windowMs = 60_000
/** Kinds and things told apart; all further ones share one limit. */
const keyLimit = 1000
/** Characters of one field. */
const fieldLimitChars = 2000

/** Whom or what a record is about, in the order in which the fields tell. */
const about = ['person', 'session', 'lab', 'class', 'shell', 'node']

type Fields = Record<string, unknown>

interface Window {
  written: number
  held: number
}

/** Lets so many records of one kind through, then says how many more there were: nobody fills the log by what they do. */
export class LogLimit {
  private readonly windows = new Map<string, Window>()

  constructor(
    /** Writes how many records of this message were held back. */
    private readonly sum: (message: string, suppressed: number) => void,
  ) {}

  /** Whether a record may be written. */
  take(message: string, fields: Fields): boolean {
    const name = about.find((field) => typeof fields[field] === 'string')
    const own = `${message}\0${String(name && fields[name])}`
    const key = this.windows.has(own) || this.windows.size < keyLimit ? own : ''
    const known = this.windows.get(key)
    if (known) {
      if (known.written < recordLimit) return Boolean(++known.written)
      known.held++
      return false
    }
    const fresh: Window = { written: 1, held: 0 }
    this.windows.set(key, fresh)
    setTimeout(() => {
      this.windows.delete(key)
      if (fresh.held > 0) this.sum(key === '' ? 'other records' : message, fresh.held)
    }, windowMs).unref()
    return true
  }
}

const fatal = pino.levels.values['fatal'] ?? Infinity

const short = (value: unknown): unknown =>
  typeof value === 'string' && value.length > fieldLimitChars ? `${value.slice(0, fieldLimitChars)} …` : value

let summing = false
const limit = new LogLimit((message, suppressed) => {
  summing = true
  log.warn({ suppressed }, message)
  summing = false
})

/**
 * The server's log, one JSON object a line on stderr. LVS_LAB_LOG sets the level; credentials never reach it, and what
 * one learner does fills it with so many lines a minute and no more.
 */
export const log = pino(
  {
    level: process.env['LVS_LAB_LOG'] ?? 'warn',
    base: null,
    redact: ['token', 'cookie', '*.token', '*.cookie', 'req.headers.cookie', 'req.headers.authorization'],
    hooks: {
      logMethod(args, method, level) {
        const [first, message] = args as unknown as [unknown, unknown]
        const fields = (typeof first === 'object' && first !== null ? first : {}) as Fields
        const said = typeof first === 'string' ? first : String(message)
        // The end of the program is always told.
        if (level < fatal && !summing && !limit.take(said, fields)) return
        const cut = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, short(value)]))
        method.apply(this, (typeof first === 'string' ? [short(first)] : [cut, short(message)]) as typeof args)
      },
    },
  },
  pino.destination({ dest: 2, sync: true }),
)
