import { expect, it } from 'vitest'
import { encodeBase64 } from '../base64.ts'
import { readPbkdf2Hash } from './pbkdf2.ts'

const phc = (digest: string, iterations: number, salt: string, keyHex: string): string =>
  `$pbkdf2-${digest}$i=${iterations}$${encodeBase64(Buffer.from(salt))}$${encodeBase64(Buffer.from(keyHex, 'hex'))}`

it.each([
  // RFC 7914 §11
  [
    'passwd',
    phc(
      'sha256',
      1,
      'salt',
      '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
    ),
  ],
  [
    'Password',
    phc(
      'sha256',
      80_000,
      'NaCl',
      '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d',
    ),
  ],
  // RFC 6070 §2
  ['password', phc('sha1', 1, 'salt', '0c60c80f961f0e71f3a9b524af6012062fe037a6')],
  ['password', phc('sha1', 4096, 'salt', '4b007901b765489abead49d926f721d065a429c1')],
  [
    'passwordPASSWORDpassword',
    phc('sha1', 4096, 'saltSALTsaltSALTsaltSALTsaltSALTsalt', '3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038'),
  ],
  ['pass\0word', phc('sha1', 4096, 'sa\0lt', '56fa6aa75548099dcc37d7f03425e0c3')],
])('verifies the RFC vector of %j', async (password, hash) => {
  expect(await readPbkdf2Hash(hash)?.(password)).toBe(true)
  expect(await readPbkdf2Hash(hash)?.(`${password}!`)).toBe(false)
})

it.each([
  ['toomanysecrets', '$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk'],
  ['password', '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44'],
])('verifies the example of passlib for %j', async (password, hash) => {
  expect(await readPbkdf2Hash(hash)?.(password)).toBe(true)
  expect(await readPbkdf2Hash(hash)?.('joshua')).toBe(false)
})

it.each([
  // passlib.hash.django_pbkdf2_sha256, and Django's own tests/auth_tests/test_hashers.py
  ['password', 'pbkdf2_sha256$10000$s1w0UXDd00XB$+4ORmyvVWAQvoAEWlDgN34vlaJx1ZTZpa1pCSRey2Yk='],
  ['lètmein', 'pbkdf2_sha256$216000$seasalt$youGZxOw6ZOcfrXv2i8/AhrnpZflJJ9EshS9XmUJTUg='],
])('verifies the example of Django for %j', async (password, hash) => {
  expect(await readPbkdf2Hash(hash)?.(password)).toBe(true)
  expect(await readPbkdf2Hash(hash)?.('letmein')).toBe(false)
})

it('reads the key length of the PHC form and wants it to be true', () => {
  const key = 'A'.repeat(43)
  expect(readPbkdf2Hash(`$pbkdf2-sha256$i=1000,l=32$c2FsdA$${key}`)).not.toBeNull()
  expect(readPbkdf2Hash(`$pbkdf2-sha256$i=1000,l=64$c2FsdA$${key}`)).toBeNull()
})

it('reads up to 5,000,000 iterations and keys from 16 bytes', () => {
  const withCost = (iterations: number, key: string): string => `$pbkdf2-sha512$${iterations}$c2FsdA$${key}`
  expect(readPbkdf2Hash(withCost(5_000_000, 'A'.repeat(22)))).not.toBeNull()
  expect(readPbkdf2Hash(withCost(5_000_001, 'A'.repeat(22)))).toBeNull()
  expect(readPbkdf2Hash(withCost(1000, 'A'.repeat(20)))).toBeNull()
  expect(readPbkdf2Hash('pbkdf2_sha256$5000001$salt$AAAAAAAAAAAAAAAAAAAAAA==')).toBeNull()
})
