// express with express-session on its memory store, as its README shows.
import { createServer } from 'node:http'
import express from 'express'
import session from 'express-session'
import { listen } from '../servers/listen.ts'

const app = express()
app.disable('x-powered-by')
app.use(session({ secret: 'a secret of at least thirty-two characters', resave: false, saveUninitialized: false }))
app.post('/sign-in', (req, res) => {
  req.session.userId = 'usr_0123456789abcdef0123456789abcdef'
  res.json({})
})
app.get('/api/auth/me', (req, res) => {
  const { userId } = req.session
  if (userId === undefined) res.status(401).json({})
  else res.json({ user_id: userId, is_admin: false, is_guest: false, roles: [], amr: ['pwd'] })
})

listen(createServer(app))
