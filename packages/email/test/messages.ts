import type { EmailMessage } from '../src/index.ts'

export const message: EmailMessage = {
  id: 'mail-1',
  to: 'ada@example.com',
  from: 'Acme <no-reply@acme.com>',
  subject: 'Your sign-in code',
  text: 'Your code: 482913\n',
  html: '<p>Your code: <b>482913</b></p>\n',
}
