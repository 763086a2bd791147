import { createSecretKey } from 'node:crypto'
import { progress } from '../lib/progress.ts'
import { atLeast, type Bench, perSec, plain, type Row, ratio } from '../lib/row.ts'
import { median, medianRatio } from '../lib/stats.ts'
import { type Candidate, measureThroughput } from '../lib/throughput.ts'
import { bareHmac, bareSignature, bareToken } from '../tokens/bare.ts'
import { type ForeignIssuer, foreignIssuers } from '../tokens/foreign-issuers.ts'

const rounds = 9
const secsPerRound = 0.3

/** Verifying and minting tokens in process, with every check on, beside node's own signatures and `JSON.parse`. */
export const jwt: Bench = {
  name: 'jwt',
  async run() {
    const rows = [...(await ownTokens())]
    for (const each of foreignIssuers(issuer, now)) rows.push(...(await foreignTokens(each)))
    return rows
  },
}

const issuer = 'https://id.example.com'
const secretText = 'a secret of at least thirty-two bytes, for HS256'
const now = 1_800_000_000

async function ownTokens(): Promise<readonly Row[]> {
  const { createJwtMinter, createJwtSecret, verifySecretJwt } = await import('../../packages/flows/jwt/dist/index.js')
  const minter = createJwtMinter({ secret: secretText, issuer })
  const grant = { subject: 'usr_0123456789abcdef0123456789abcdef', roles: ['member'], expiresAt: now + 3_600, now }
  const token = minter.mint(grant)
  const secret = createJwtSecret(secretText)
  const key = createSecretKey(Buffer.from(secretText))
  const rates = await measure('HS256', [
    { name: 'bare', run: () => bareHmac(token, key) },
    { name: 'verify', run: () => verifySecretJwt(token, { secret, expectedIssuer: issuer, now }) },
    { name: 'mint', run: () => minter.mint(grant) },
  ])
  const minted = median(rates('mint'))
  return [
    ...besideBare('HS256', rates, 0.8),
    { bench: jwt.name, name: 'mint', ...atLeast(50_000, minted, perSec), absolute: perSec(minted) },
  ]
}

async function foreignTokens(foreign: ForeignIssuer): Promise<readonly Row[]> {
  const { createJwtVerifier } = await import('../../packages/flows/jwt/dist/index.js')
  const { alg, token, publicKey, keySet } = foreign
  const fetch = async (): Promise<Response> => Response.json(JSON.parse(keySet))
  const jwksUrl = 'https://id.example.com/jwks'
  const verifier = createJwtVerifier({ issuer, jwksUrl, fetch, algorithms: [alg], clock: () => now })
  const bare = bareToken(foreign)
  const rates = await measure(alg, [
    { name: 'bare', run: () => bareSignature(bare, publicKey) },
    { name: 'verify', run: () => verifier.verify(token) },
  ])
  return besideBare(alg, rates, 0.9)
}

type Rates = (name: string) => readonly number[]

async function measure(title: string, candidates: readonly Candidate[]): Promise<Rates> {
  progress(`${jwt.name}: ${title}, ${rounds} rounds`)
  const results = await measureThroughput(candidates, { rounds, secsPerRound })
  return name => results.get(name) ?? []
}

function besideBare(alg: string, rates: Rates, goal: number): readonly Row[] {
  const share = medianRatio(rates('verify'), rates('bare'))
  return [
    { bench: jwt.name, name: `bare ${alg} + JSON.parse`, ...plain(), absolute: perSec(median(rates('bare'))) },
    {
      bench: jwt.name,
      name: `${alg} verify ÷ bare`,
      ...atLeast(goal, share, ratio),
      absolute: perSec(median(rates('verify'))),
    },
  ]
}
