import type { SessionStore, SessionUserChange } from '@pylon/core'
import { scanAll } from '../key-scan.ts'
import type { Keys } from '../keys.ts'
import type { Line } from '../line.ts'
import type { SessionAccess } from './access.ts'
import { findSession } from './find.ts'
import { insertSession } from './insert.ts'
import { listSessions } from './list.ts'
import { createOrderStamps } from './order-stamps.ts'
import { packUserId } from './packed-id.ts'
import { jsonOf, jsonOfList } from './record.ts'
import { replaceSession } from './replace.ts'
import { revokeSessions } from './revoke.ts'
import { createSweep } from './sweep.ts'
import { touchSessions } from './touch.ts'
import { updateScript } from './user-scripts.ts'
import { eachTokenOf } from './user-tokens.ts'

/** Sessions by token and an index of tokens by user: see docs/decisions/010-redis-session-index.md. */
export function redisSessions(line: Line, keys: Keys): SessionStore {
  const access: SessionAccess = { line, keys }
  const orderStamp = createOrderStamps()

  async function update(userId: string, { roles, tenant }: SessionUserChange): Promise<void> {
    const parameters = [
      jsonOf(packUserId(userId)),
      roles === undefined ? '' : jsonOfList(roles),
      tenant === undefined ? '' : jsonOf(tenant.id),
      jsonOf(tenant?.role ?? 0),
    ]
    await eachTokenOf(access, userId, (member, deadlineAt) =>
      line.run(deadlineAt, updateScript, keys.session(member), ...parameters),
    )
  }

  async function count(): Promise<number> {
    let seen = 0
    for await (const page of scanAll(line, keys.everySession)) seen += page.length
    return seen
  }

  return {
    insert: session => insertSession(access, session, orderStamp(session.createdAt)),
    find: (tokenHash, now) => findSession(access, line.deadline(), tokenHash, now),
    replace: (tokenHash, change, now) => replaceSession(access, tokenHash, change, now),
    touch: touches => touchSessions(access, touches),
    listByUser: (userId, now) => listSessions(access, userId, now),
    revoke: async (userId, id, now) => (await revokeSessions(access, { userId, id, exceptId: null, now })) > 0,
    revokeByUser: (userId, exceptId, now) => revokeSessions(access, { userId, id: null, exceptId, now }),
    update,
    sweep: createSweep(access),
    count,
  }
}
