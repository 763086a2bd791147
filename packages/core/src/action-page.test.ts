import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { actionPageReply } from './action-page.ts'

it('writes what it is given as text, wherever it stands', () => {
  const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&`
  const { body } = actionPageReply({
    title: hostile,
    text: hostile,
    button: hostile,
    done: hostile,
    pathSuffix: hostile,
    password: { name: hostile, label: hostile },
  })
  expect(String(body).match(/<script/g)).toHaveLength(1)
  expect(body).not.toContain('<img')
  expect(body).not.toContain(`"'>`)
})

it('allows the script and the style that stand in it, and nothing else', () => {
  const { headers, body } = actionPageReply({ title: 'T', text: 'x', button: 'Go', done: 'Done' })
  const policy = headers.find(([name]) => name === 'Content-Security-Policy')?.[1] ?? ''
  for (const tag of ['script', 'style']) {
    const text = new RegExp(`<${tag}>(.*)</${tag}>`, 's').exec(String(body))?.[1] ?? ''
    expect(policy).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  }
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers).toContainEqual(['Referrer-Policy', 'no-referrer'])
})
