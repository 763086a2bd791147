/**
 * A mail was not handed over. The message names the transport and the answer's code, and holds nothing of the mail.
 *
 * @example
 * import { EmailError } from '@pylon/email'
 *
 * throw new EmailError('pigeon: 550', { isPermanent: true })
 */
export class EmailError extends Error {
  override readonly name: string = 'EmailError'
  /** Trying again cannot help: this mail was refused. */
  readonly isPermanent: boolean

  constructor(message: string, { isPermanent }: { readonly isPermanent: boolean }) {
    super(message)
    this.isPermanent = isPermanent
  }
}
