/** A mail by the name of its template and what stands in it. */
export interface Mail {
  /** One bare address. */
  readonly to: string
  /** `sign_in_code`, `reset_password`, … */
  readonly template: string
  readonly values: Readonly<Record<string, string>>
  /** A later mail with the same key takes the place of one that still waits. */
  readonly key: string
  /** Not worth sending after this. */
  readonly expiresAt: number
  /** Costs what another mail costs, and is not sent: the answer must not tell whether there is somebody to write to. */
  readonly isDecoy?: boolean
}

/** Takes mails in; the caller neither waits for the sending nor learns its fate. */
export interface Mailer {
  enqueue(mail: Mail): Promise<void>
}
