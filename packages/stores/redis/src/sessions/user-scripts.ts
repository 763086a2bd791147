import { defineScript, type Script } from '../script.ts'
import { recordLua } from './record-lua.ts'

/**
 * Deletes a session of one user, or its staged token. Parameters: the user, an id or '', an id to spare or '', now.
 * Answers nil when there is nothing, 0 when it is another's or spared, 1 when it was no live session, else its id. A session
 * on its way to a new token is live, one that is being made is not yet.
 */
export const revokeScript: Script = defineScript(`${recordLua}
local text = redis.call('GET', KEYS[1])
if not text then return false end
local parts = split(text)
if parts[3] ~= ARGV[1] or parts[2] == ARGV[3] or (ARGV[2] ~= '' and parts[2] ~= ARGV[2]) then return 0 end
redis.call('DEL', KEYS[1])
local isNew = string.sub(parts[1], 1, 3) == 'new'
if isLive(parts, tonumber(ARGV[4])) and not isNew then return parts[2] end
return 1`)

/**
 * Writes roles into a session of one user, or leaves them in its staged token, so that it begins with them. Parameters:
 * the user, the roles. Answers nil when there is nothing.
 */
export const updateScript: Script = defineScript(`${recordLua}
local text = redis.call('GET', KEYS[1])
if not text then return false end
local parts = split(text)
if parts[3] ~= ARGV[1] then return 0 end
if isStaged(text) then
  parts[4] = ARGV[2]
  text = joinStaged(parts)
else
  parts[5] = ARGV[2]
  text = join(parts)
end
redis.call('SET', KEYS[1], text, 'KEEPTTL')
return 1`)
