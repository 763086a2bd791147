import { defineScript, type Script } from '../script.ts'
import { rareLua, recordLua } from './record-lua.ts'

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
 * the user, the roles or '', a tenant or '' and the role there. Answers nil when there is nothing. A choice that was ended
 * stays so: a later role in that tenant is for sessions that choose it again.
 */
export const updateScript: Script = defineScript(`${recordLua}${rareLua}
local text = redis.call('GET', KEYS[1])
if not text then return false end
local parts = split(text)
if parts[3] ~= ARGV[1] then return 0 end
local roles, tenant, role = unpack(ARGV, 2)
if isStaged(text) then
  parts[4] = roles ~= '' and roles or parts[4] or '0'
  if tenant ~= '' then
    local at = 5
    while parts[at] and parts[at] ~= tenant do at = at + 2 end
    if parts[at + 1] ~= '0' then parts[at], parts[at + 1] = tenant, role end
  end
  redis.call('SET', KEYS[1], joinStaged(parts), 'KEEPTTL')
else
  if roles ~= '' then parts[5] = roles end
  if tenant ~= '' then writeTenantRole(parts, tenant, role) end
  local changed = join(parts)
  if changed ~= text then redis.call('SET', KEYS[1], changed, 'KEEPTTL') end
end
return 1`)
