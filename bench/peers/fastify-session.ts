// fastify with @fastify/session on its memory store.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'

const app = fastify()
await app.register(cookie)
await app.register(session, {
  secret: 'a secret of at least thirty-two characters',
  cookie: { secure: false },
  saveUninitialized: false,
})
app.post('/sign-in', async req => {
  req.session.userId = 'usr_0123456789abcdef0123456789abcdef'
  return {}
})
app.get('/api/auth/me', async (req, reply) => {
  const { userId } = req.session
  if (userId === undefined) return reply.code(401).send({})
  return { user_id: userId, is_admin: false, is_guest: false, roles: [], amr: ['pwd'] }
})

console.log(`answers at ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
process.once('SIGTERM', () => process.exit(0))
