import { URI } from 'otpauth'
import { expect, it } from 'vitest'
import { totpUrl } from './totp-url.ts'

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

it('writes the URL that authenticator apps read', () => {
  expect(totpUrl({ secret, issuer: 'Acme', account: 'ada@example.com' })).toBe(
    `otpauth://totp/Acme:ada%40example.com?issuer=Acme&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  )
})

it('names every parameter that is not the default', () => {
  const url = totpUrl({ secret, issuer: 'Acme', account: 'ada', algorithm: 'SHA512', digits: 8, periodSecs: 60 })
  expect(url).toContain('&algorithm=SHA512&digits=8&period=60')
})

it('lets neither issuer nor account add parameters, or leave their place', () => {
  const issuer = 'A&secret=X/?# é'
  const account = '"a:b?c&d=e#f"@example.com'
  const url = totpUrl({ secret, issuer, account })
  expect([...new URL(url).searchParams.keys()]).toEqual(['issuer', 'secret', 'algorithm', 'digits', 'period'])
  expect(new URL(url).searchParams.get('issuer')).toBe(issuer)
  expect(new URL(url).searchParams.get('secret')).toBe(secret)
  expect(new URL(url).pathname.split('/')).toHaveLength(
    new URL(totpUrl({ secret, issuer: 'A', account: 'b' })).pathname.split('/').length,
  )
  expect(URI.parse(url).label).toBe(account)
})
