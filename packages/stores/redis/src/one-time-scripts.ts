import { defineScript, type Script } from './script.ts'

/**
 * The value is `expiresAt tries value`, and only `expiresAt tries` once the entry is burned: its grave stays until it
 * expires, so that nobody gets new tries by burning it.
 */
const readEntry = `
local entry = redis.call('GET', KEYS[1])
if not entry then return false end
local expiresAt, tries, at = string.match(entry, '^(%S+) (%d+) ?()')
local value = nil
if string.byte(entry, at - 1) == 32 then value = string.sub(entry, at) end
if tonumber(expiresAt) ~= 0 and tonumber(expiresAt) <= now then
  redis.call('DEL', KEYS[1])
  return false
end`

export const takeScript: Script = defineScript(`
local now = tonumber(ARGV[1])
${readEntry}
if not value then return false end
redis.call('DEL', KEYS[1])
return value`)

export const failScript: Script = defineScript(`
local limit, now = tonumber(ARGV[1]), tonumber(ARGV[2])
${readEntry}
if tonumber(tries) >= limit then value = nil end
tries = tonumber(tries) + 1
local changed = expiresAt .. ' ' .. string.format('%d', tries)
if value then changed = changed .. ' ' .. value end
redis.call('SET', KEYS[1], changed, 'KEEPTTL')
return { tries, value or false }`)
