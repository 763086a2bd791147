import { type Logger, pino } from 'pino'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

export type LogLevel = (typeof logLevels)[number]

export type { Logger }

/** JSON lines on stderr, with whatever looks like a secret struck out of the finished line. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      hooks: { streamWrite: line => scrub(line, level === 'debug') },
    },
    pino.destination({ dest: 2, sync: true }),
  )
}

/** Warns of what may happen a thousand times a second: once in ten seconds, with how often it was. */
export function warnSparingly(logger: Logger, message: string): (error: unknown) => void {
  let saidAtMs = Number.NEGATIVE_INFINITY
  let count = 0
  return error => {
    count += 1
    if (performance.now() - saidAtMs < 10_000) return
    logger.warn({ err: error, count }, message)
    saidAtMs = performance.now()
    count = 0
  }
}

/** Strikes out tokens, keys, JWTs, bearers and passwords in URLs; emails too, unless `isKeepingEmails`. */
export function scrub(line: string, isKeepingEmails: boolean): string {
  const withoutSecrets = secretForms.reduce((text, form) => text.replace(form, '[secret]'), line)
  return isKeepingEmails ? withoutSecrets : withoutSecrets.replace(emailForm, '[email]')
}

const secretForms = [
  /\bpylon[a-z]?_[0-9a-f]{9,64}/g, // the first 8 characters are public
  /\bpk\.[\w-]{1,200}\.[\w-]{1,200}/g,
  /(?<![\w-])eyJ[\w-]{1,8192}\.[\w-]{1,8192}\.[\w-]{0,8192}/g,
  /(?<=\bbearer )[^\s"\\]{1,8192}/gi,
  /(?<=:\/\/[^\s"/:@]{0,200}:)[^\s"/@]{1,200}(?=@)/g,
]

/** Begins where a run of its characters does, so that a long run is read once. */
const emailForm = /(?<![^\s"'<>@,:;()\\])[^\s"'<>@,:;()\\]+@[^\s"'<>@,:;()\\]+/g
