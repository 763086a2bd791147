import { createKeys, type StoreBundle } from '@pylon/core'
import { createOutbox, createTemplates, type EmailMessage } from '@pylon/email'

export interface Mailbox {
  /** Takes what waits in the outbox, and answers the last mail to an address that holds such a text. */
  lastTo(address: string, form: RegExp): Promise<EmailMessage>
  /** Throws what it took away. */
  forget(): void
}

/** Reads what a composed server would send. */
export function openMailbox(store: StoreBundle['outbox'], secret: string): Mailbox {
  const messages: EmailMessage[] = []
  const outbox = createOutbox({
    ...{ store, keys: createKeys({ secret }), templates: createTemplates({ appName: 'Pylon' }) },
    ...{ from: 'Pylon <no-reply@app.example.com>', clock: () => Math.floor(Date.now() / 1000) },
    transport: { name: 'mailbox', send: async message => void messages.push(message) },
  })
  return {
    async lastTo(address, form) {
      await outbox.runOnce()
      const found = messages.findLast(({ to, text }) => to === address && form.test(text))
      if (found === undefined) throw new Error(`no mail to ${address}`)
      return found
    },
    forget: () => void messages.splice(0),
  }
}

export const codeIn = (text: string): string => /^\s*([0-9]{6})\s*$/m.exec(text)?.[1] ?? none(text)

export const tokenIn = (text: string): string => /pylon[a-z]?_[0-9a-f]{64}/.exec(text)?.[0] ?? none(text)

function none(text: string): never {
  throw new Error(`nothing of that kind in: ${text}`)
}
