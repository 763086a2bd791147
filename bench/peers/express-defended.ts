// express with express-session, helmet, cors and express-rate-limit, each as its README shows.
import { createServer } from 'node:http'
import cors from 'cors'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import session from 'express-session'
import helmet from 'helmet'
import { listen } from '../servers/listen.ts'

const app = express()
app.use(helmet())
app.use(cors({ origin: ['https://app.example.com'], credentials: true }))
app.use(rateLimit({ windowMs: 60_000, limit: 1_000_000_000, standardHeaders: 'draft-7', legacyHeaders: false }))
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
