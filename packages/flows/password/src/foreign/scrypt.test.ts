import { expect, it } from 'vitest'
import { encodeBase64 } from '../base64.ts'
import { readScryptHash } from './scrypt.ts'

const phc = (costs: string, salt: string, keyHex: string): string =>
  `$scrypt$${costs}$${encodeBase64(Buffer.from(salt))}$${encodeBase64(Buffer.from(keyHex, 'hex'))}`

// RFC 7914 §12
it.each([
  [
    '',
    phc(
      'ln=4,r=1,p=1',
      '',
      '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
    ),
  ],
  [
    'password',
    phc(
      'ln=10,r=8,p=16',
      'NaCl',
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    ),
  ],
  [
    'pleaseletmein',
    phc(
      'ln=14,r=8,p=1',
      'SodiumChloride',
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    ),
  ],
])('verifies the RFC 7914 vector of %j', async (password, hash) => {
  expect(await readScryptHash(hash)?.(password)).toBe(true)
  expect(await readScryptHash(hash)?.(`${password}!`)).toBe(false)
})

it('verifies the example of passlib', async () => {
  const hash = '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'
  expect(await readScryptHash(hash)?.('password')).toBe(true)
  expect(await readScryptHash(hash)?.('wrong')).toBe(false)
})

const key = '00'.repeat(32)

it.each(['ln=18,r=8,p=1', 'ln=17,r=8,p=4', 'ln=14,r=8,p=5', 'ln=15,r=64,p=2', 'ln=10,r=8,p=99'])(
  'pays for %s',
  costs => {
    expect(readScryptHash(phc(costs, 'salt', key))).not.toBeNull()
  },
)

it.each([
  'ln=20,r=8,p=1', // the fourth vector of RFC 7914 §12: 1 GiB
  'ln=19,r=8,p=1',
  'ln=18,r=8,p=3',
  'ln=99,r=1,p=1',
])('does not pay for %s', costs => {
  expect(readScryptHash(phc(costs, 'salt', key))).toBeNull()
})
