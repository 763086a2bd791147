import { EmailError } from '../email-error.ts'

/** Keeps codes alone: what a server says may repeat the address or the mail. */
export function toSmtpError(error: unknown): EmailError {
  const { code, originalCode, responseCode, response, command } = (error ?? {}) as SmtpFailure
  const parts = [
    typeof responseCode === 'number' ? String(responseCode) : firstWord(originalCode ?? code) || 'failed',
    typeof response === 'string' ? (/^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '') : '',
    commands.find(name => typeof command === 'string' && command.startsWith(name)) ?? '',
  ]
  const isPermanent =
    typeof responseCode === 'number'
      ? responseCode >= 500 && !keyRefusals.includes(responseCode)
      : code === 'EENVELOPE' || code === 'EMESSAGE'
  return new EmailError(`smtp: ${parts.filter(part => part !== '').join(' ')}`, { isPermanent })
}

/** What the operator mends by a new password must lose no mail (RFC 4954 §6). */
const keyRefusals: readonly number[] = [530, 534, 535, 538]

interface SmtpFailure {
  readonly code?: unknown
  /** Of the socket's error under it: `ECONNREFUSED`, … */
  readonly originalCode?: unknown
  readonly responseCode?: unknown
  readonly response?: unknown
  readonly command?: unknown
}

const commands = ['MAIL FROM', 'RCPT TO', 'DATA', 'AUTH', 'STARTTLS', 'EHLO', 'HELO', 'CONN']

const firstWord = (code: unknown): string => (typeof code === 'string' ? (/^[A-Z_]{2,40}$/.exec(code)?.[0] ?? '') : '')
