import * as fc from 'fast-check'
import { testUser } from '../../records.ts'
import { emailNames, userNames } from '../names.ts'
import { type Choice, choice } from './call.ts'

const id = fc.constantFrom(...userNames)
const email = fc.constantFrom(...emailNames)
const roles = fc.constantFrom<readonly string[]>([], ['owner'])

export const userCalls: readonly Choice[] = [
  choice(
    { id, email, roles },
    ({ id, email, roles }) => ({
      text: `users.insert ${id}, email ${email}, roles [${roles}]`,
      run: ({ users }, { names, now }) =>
        users.insert(
          testUser({ id: names.user(id), email: names.email(email), roles, createdAt: now, updatedAt: now }),
        ),
    }),
    4,
  ),
  choice({ id }, ({ id }) => ({
    text: `users.findById ${id}`,
    run: ({ users }, { names }) => users.findById(names.user(id)),
  })),
  choice({ email }, ({ email }) => ({
    text: `users.findByEmail ${email}`,
    run: ({ users }, { names }) => users.findByEmail(names.email(email)),
  })),
  choice(
    { id, email, isVoidingProofs: fc.boolean() },
    ({ id, email, isVoidingProofs }) => ({
      text: `users.update ${id}, email ${email}${isVoidingProofs ? ', voiding proofs' : ''}`,
      run: ({ users }, { names, now }) =>
        users.update(names.user(id), { email: names.email(email) }, isVoidingProofs, now),
    }),
    3,
  ),
  choice(
    {
      id,
      change: fc.record(
        {
          isEmailVerified: fc.boolean(),
          displayName: fc.constantFrom(null, '', 'Ada'),
          roles,
          isBanned: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      isVoidingProofs: fc.boolean(),
    },
    ({ id, change, isVoidingProofs }) => ({
      text: `users.update ${id}, ${JSON.stringify(change)}${isVoidingProofs ? ', voiding proofs' : ''}`,
      run: ({ users }, { names, now }) => users.update(names.user(id), change, isVoidingProofs, now),
    }),
    2,
  ),
  choice({ id }, ({ id }) => ({
    text: `users.delete ${id}`,
    run: ({ users }, { names }) => users.delete(names.user(id)),
  })),
  choice(
    { limit: fc.integer({ min: 1, max: 3 }), after: fc.option(id) },
    ({ limit, after }) => ({
      text: `users.list at most ${limit}${after === null ? '' : ` after ${after}`}`,
      run: ({ users }, { names }) => users.list(names.marker, limit, after === null ? null : names.user(after)),
    }),
    2,
  ),
]
