import pino from 'pino'

/** The server's log, one JSON object a line on stderr. LVS_LAB_LOG sets the level; credentials never reach it. */
export const log = pino(
  {
    level: process.env['LVS_LAB_LOG'] ?? 'warn',
    base: null,
    redact: ['token', 'cookie', '*.token', '*.cookie', 'req.headers.cookie', 'req.headers.authorization'],
  },
  pino.destination({ dest: 2, sync: true }),
)
