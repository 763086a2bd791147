import type { SessionChange } from '@pylon/core'
import { dropAtMs } from '../expiry.ts'
import type { Argument } from '../in-flight.ts'
import { defineScript, type Script } from '../script.ts'
import { packTokenPrefix, packUserId } from './packed-id.ts'
import { checkTime, jsonOf, jsonOfList } from './record.ts'
import { rareLua, recordLua } from './record-lua.ts'

/**
 * Changes a live session that keeps its token. Answers the record, nil when it is gone, and '' when it belongs to
 * another user by now.
 */
export const patchScript: Script = defineScript(`${recordLua}${rareLua}
local text = redis.call('GET', KEYS[1])
if not text or isStaged(text) then return false end
local parts = split(text)
if not isLive(parts, tonumber(ARGV[1])) then
  redis.call('DEL', KEYS[1])
  return false
end
if parts[3] ~= ARGV[2] then return '' end
local list = numbers(parts)
local function sinceCreation(time) return string.format('%.0f', tonumber(time) - createdAt(list)) end
for at = 2, 3 do
  if ARGV[at + 2] ~= '' then list[at] = sinceCreation(ARGV[at + 2]) end
end
parts[1] = table.concat(list, ',')
fillIn(parts)
local rare = numbersIn(parts[10])
if ARGV[6] ~= '' then rare[1] = sinceCreation(ARGV[6]) end
if ARGV[7] ~= '' then rare[2] = ARGV[7] end
parts[10] = table.concat(rare, ',')
for at = 3, 6 do
  if ARGV[at + 5] ~= '' then parts[at] = ARGV[at + 5] end
end
if ARGV[12] ~= '' then parts[9] = ARGV[12] end
if ARGV[13] ~= '' then parts[11] = ARGV[13] end
leaveOut(parts)
text = join(parts)
if ARGV[3] == '' then redis.call('SET', KEYS[1], text, 'KEEPTTL')
elseif ARGV[3] == '0' then redis.call('SET', KEYS[1], text)
else redis.call('SET', KEYS[1], text, 'PXAT', ARGV[3]) end
return text`)

/** The parameters of the script, in order; '' leaves a part as it is. */
export function patchParameters(now: number, packedUserId: string, change: SessionChange): readonly Argument[] {
  const { lastUsedAt, expiresAt, authTime, isGuest, userId, tokenPrefix, roles, amr, tenantId, tenantRole } = change
  for (const [name, at] of Object.entries({ lastUsedAt, expiresAt, authTime })) {
    if (at !== undefined) checkTime(name, at)
  }
  return [
    now,
    jsonOf(packedUserId),
    expiresAt === undefined ? '' : dropAtMs(expiresAt),
    lastUsedAt ?? '',
    expiresAt ?? '',
    authTime ?? '',
    isGuest === undefined ? '' : Number(isGuest),
    userId === undefined ? '' : jsonOf(packUserId(userId)),
    tokenPrefix === undefined ? '' : jsonOf(packTokenPrefix(tokenPrefix)),
    roles === undefined ? '' : jsonOfList(roles),
    amr === undefined ? '' : jsonOfList(amr),
    tenantId === undefined ? '' : jsonOf(tenantId ?? 0),
    tenantRole === undefined ? '' : jsonOf(tenantRole ?? 0),
  ]
}
