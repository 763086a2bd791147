import { expect, it } from 'vitest'
import { importVerificationKey } from './jwk.ts'
import { createJwtSecret, isSignedWithSecret } from './secret.ts'
import { isSignedWithKey } from './signature.ts'

it('verifies the HS256 example of RFC 7515, appendix A.1', () => {
  const k = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow'
  const text =
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
  const secret = createJwtSecret(Buffer.from(k, 'base64url'))
  expect(isSignedWithSecret(text, 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', secret)).toBe(true)
  expect(isSignedWithSecret(`${text}x`, 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', secret)).toBe(false)
})

it('verifies the ES256 example of RFC 7515, appendix A.3', async () => {
  const key = await importVerificationKey({
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  })
  const text =
    'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
  const signature = 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q'
  expect(key !== null && isSignedWithKey(text, signature, key)).toBe(true)
  expect(key !== null && isSignedWithKey(`${text}x`, signature, key)).toBe(false)
})

it('verifies the EdDSA example of RFC 8037, appendix A.5', async () => {
  const key = await importVerificationKey({
    kty: 'OKP',
    crv: 'Ed25519',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  })
  const text = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc'
  const signature = 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
  expect(key !== null && isSignedWithKey(text, signature, key)).toBe(true)
  expect(key !== null && isSignedWithKey(`${text}x`, signature, key)).toBe(false)
})
