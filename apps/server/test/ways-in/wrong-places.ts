import type { Planted } from './planted.ts'

/** Where people and programs put secrets by mistake: a password as address, a token in a path, a query or a header. */
export async function wrongPlaces({ call, plant }: Planted, email: string): Promise<void> {
  const token = plant('token', `pylon_${'0123456789abcdef'.repeat(4)}`)
  const swapped = plant('password', 'a password in the wrong field')
  await call('POST', '/password/login', { body: { email: swapped, password: email } })
  await call('POST', '/password/register', { body: { email: swapped, password: email } })
  await call('POST', '/magic/send', { body: { email: swapped } })
  await call('POST', '/password/register', { body: { email: 'eve@example.com', password: [swapped] } })
  await call('POST', '/password/login', { body: `{"email":"${swapped}` })
  await call('GET', `/me?token=${token}`, { bearer: token })
  await call('GET', `/${token}`)
  await call('DELETE', `/sessions/${token}`, { bearer: token })
  await call('POST', `/invites/${token}/accept`, { bearer: token })
  await call('GET', `/login/${token}?callback=/done`)
  await call('GET', '/me', { headers: { Authorization: `Token ${token}`, Cookie: `pylon_session=${token}` } })
  await call('GET', '/me', { bearer: plant('API key', `pk.nobody.${'s'.repeat(43)}`) })
  await call('POST', '/refresh', { bearer: token })
}
