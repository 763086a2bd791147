import { ConfigError, createKeys } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { createTotp, type TotpOptions } from './totp.ts'

const required = { stores: memoryStores(), keys: createKeys({ secret: 'secret' }), issuer: 'Acme' }

it.each<[string, Record<string, unknown>, string]>([
  ['no issuer', { issuer: '' }, 'issuer'],
  ['a missing issuer', { issuer: undefined }, 'issuer'],
  ['a colon in the issuer', { issuer: 'Acme: Ltd' }, 'issuer'],
  ['a line break in the issuer', { issuer: 'Acme\n' }, 'issuer'],
  ['half a surrogate pair in the issuer', { issuer: 'Acme \ud800' }, 'issuer'],
  ['a long issuer', { issuer: 'x'.repeat(65) }, 'issuer'],
  ['an unknown hash', { algorithm: 'MD5' }, 'algorithm'],
  ['seven digits', { digits: 7 }, 'digits'],
  ['digits as text', { digits: '6' }, 'digits'],
  ['no period', { periodSecs: 0 }, 'periodSecs'],
  ['half a second', { periodSecs: 30.5 }, 'periodSecs'],
  ['an hour', { periodSecs: 3600 }, 'periodSecs'],
  ['a negative window', { window: -1 }, 'window'],
  ['a window as wide as a day', { window: 2880 }, 'window'],
])('refuses %s', (_, options, name) => {
  const create = (): unknown => createTotp({ ...required, ...options } as TotpOptions) // wrong on purpose
  expect(create).toThrow(ConfigError)
  expect(create).toThrow(new RegExp(`^${name}: expected`))
})

it('tells every problem at once', () => {
  expect(() => createTotp({ ...required, issuer: '', window: 11 })).toThrow(/issuer.*\n.*window/)
})
