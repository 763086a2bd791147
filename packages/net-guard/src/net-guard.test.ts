import { expect, it } from 'vitest'
import { createNetGuard, type NetGuardOptions } from './net-guard.ts'

const wrong: readonly NetGuardOptions[] = [
  { maxRedirects: -1 },
  { maxRedirects: 1.5 },
  { maxBytes: 0 },
  { maxBytes: Number.NaN },
  { timeoutSecs: 0 },
  { timeoutSecs: Number.NaN },
  { timeoutSecs: Number.POSITIVE_INFINITY },
  { allowPorts: [0] },
  { allowHosts: ['*'] },
  { credentialHeaders: ['not a header'] },
]

it.each(wrong)('%j is refused by its name', options => {
  expect(() => createNetGuard(options)).toThrow(new RegExp(`^${Object.keys(options)[0]}`))
})

it('checkUrl goes by the options of the guard', () => {
  const { checkUrl } = createNetGuard({ allowHosts: ['10.0.0.0/8'], allowPorts: [9000] })
  expect(checkUrl('http://10.1.2.3:9000/').host).toBe('10.1.2.3:9000')
  expect(() => checkUrl('http://10.1.2.3/')).toThrow('port')
  expect(() => checkUrl('http://192.168.0.1:9000/')).toThrow('not public')
})
