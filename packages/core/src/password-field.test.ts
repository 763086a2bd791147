import { expect, it } from 'vitest'
import { actionPageReply } from './action-page.ts'

it('masks a new password, and lets password managers and the clipboard fill it', () => {
  const password = { name: 'new_password', label: 'New password' }
  const { body } = actionPageReply({ title: 'T', text: 'x', button: 'Go', done: 'Done', password })
  const fields = String(body).match(/<input[^>]*>/g)
  expect(fields).toHaveLength(1)
  expect(fields?.[0]).toContain('type="password"')
  expect(fields?.[0]).toContain('autocomplete="new-password"')
  expect(body).not.toMatch(/paste|readonly|maxlength/i)
})
