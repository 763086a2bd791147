import { EmailError } from '../email-error.ts'
import type { EmailMessage, EmailTransport } from '../message.ts'

/** Sends, or throws when the transport has not settled in time: one that hangs must not hold a place for ever. */
export async function sendWithin(transport: EmailTransport, message: EmailMessage, timeoutSecs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    const error = new EmailError(`${transport.name}: not settled in ${timeoutSecs} s`, { isPermanent: false })
    timer = setTimeout(() => reject(error), timeoutSecs * 1000)
  })
  try {
    await Promise.race([transport.send(message), deadline])
  } catch (error) {
    throw error instanceof EmailError ? error : foreignError(transport.name, error)
  } finally {
    clearTimeout(timer)
  }
}

/** What a foreign transport throws may hold the mail: only the name of the error is kept. */
function foreignError(transport: string, error: unknown): EmailError {
  const name = error instanceof Error ? error.name : typeof error
  return new EmailError(`${transport}: ${name}`, { isPermanent: false })
}
