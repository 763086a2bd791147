/** Why a mail was given up: refused for good, out of tries, out of time, under a lost key, or not to be rendered. */
export type EmailFailureReason = 'refused' | 'too_many_tries' | 'expired' | 'unreadable' | 'unrenderable'

/** What became of a mail; of the shape of Pylon's other events, without address, code or request. */
export interface EmailEvent {
  readonly name: 'email.sent' | 'email.failed'
  readonly at: number
  readonly userId: null
  readonly ip: string
  readonly requestId: string
  /** `{template, tries}`, or `{template, reason}`; the template is null when the mail could not be opened. */
  readonly data: Readonly<Record<string, string | number | null>>
}

export function emailEvent(name: EmailEvent['name'], at: number, data: EmailEvent['data']): EmailEvent {
  return { name, at, userId: null, ip: '', requestId: '', data }
}
