import { defineScript, type Script } from '../script.ts'
import { rareLua, recordLua } from './record-lua.ts'

/**
 * Makes a staged token live, with the roles that were left in it; does nothing when it was revoked.
 * Parameters: the record, and when Redis may drop it (0 = never).
 */
export const activateScript: Script = defineScript(`${recordLua}${rareLua}
local text = redis.call('GET', KEYS[1])
if not text or not isStaged(text) then return false end
local staged, record = split(text), ARGV[1]
if #staged > 3 then
  local parts = split(record)
  if staged[4] ~= '0' then parts[5] = staged[4] end
  for at = 5, #staged, 2 do writeTenantRole(parts, staged[at], staged[at + 1]) end
  record = join(parts)
end
if ARGV[2] == '0' then redis.call('SET', KEYS[1], record) else redis.call('SET', KEYS[1], record, 'PXAT', ARGV[2]) end
return false`)

/** Drops a staged token that came to nothing. */
export const discardScript: Script = defineScript(`${recordLua}
local text = redis.call('GET', KEYS[1])
if text and isStaged(text) then redis.call('DEL', KEYS[1]) end
return false`)

/** Hands a staged token to another user. Parameter: the user. Answers nil when it was revoked. */
export const restageScript: Script = defineScript(`${recordLua}
local text = redis.call('GET', KEYS[1])
if not text or not isStaged(text) then return false end
local parts = split(text)
redis.call('SET', KEYS[1], joinStaged({ parts[1], parts[2], ARGV[1] }), 'KEEPTTL')
return 1`)

/**
 * Gives a live record to exactly one caller; nil when it is gone, and '' when it belongs to another user by now.
 * Parameters: now, and the user or '' for any.
 */
export const takeScript: Script = defineScript(`${recordLua}
local text = redis.call('GET', KEYS[1])
if not text or isStaged(text) then return false end
local parts = split(text)
if isLive(parts, tonumber(ARGV[1])) and ARGV[2] ~= '' and parts[3] ~= ARGV[2] then return '' end
redis.call('DEL', KEYS[1])
if isLive(parts, tonumber(ARGV[1])) then return text end
return false`)

/**
 * Deletes a record that has expired, for a replacement may just have made it longer. Answers nil when there is none,
 * 0 when it is gone now, '' for a staged token, and otherwise when it expires.
 */
export const expireScript: Script = defineScript(`${recordLua}
local text = redis.call('GET', KEYS[1])
if not text then return false end
if isStaged(text) then return '' end
local parts = split(text)
if not isLive(parts, tonumber(ARGV[1])) then return redis.call('DEL', KEYS[1]) * 0 end
return string.format('%.0f', expiresAt(parts))`)

/** Moves `lastUsedAt` forward; answers the user and when the session expires, nil when it is gone. */
export const touchScript: Script = defineScript(`${recordLua}
local text = redis.call('GET', KEYS[1])
if not text or isStaged(text) then return false end
local parts = split(text)
local list = numbers(parts)
local lastUsed = tonumber(ARGV[1]) - createdAt(list)
if lastUsed > tonumber(list[2]) then
  list[2] = string.format('%.0f', lastUsed)
  parts[1] = table.concat(list, ',')
  redis.call('SET', KEYS[1], join(parts), 'KEEPTTL')
end
return { parts[3], string.format('%.0f', expiresAt(parts)) }`)
