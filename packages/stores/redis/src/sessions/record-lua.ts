import { epoch, usualRare } from './record.ts'

/**
 * What the scripts know of a record: its parts by number (1 numbers, 2 id, 3 user, 4 token prefix, 5 roles, 6 amr,
 * 7 device, 8 ip, and of these as many as are needed: 9 tenant, 10 time of proof and guest, 11 role in the tenant) and
 * when it expires.
 *
 * A staged token has the same form behind a `~`: 1 is `new` for a session that is being made or `next` for one that
 * changes its token, and when it will expire, 2 and 3 are as above. What was changed for the user since follows: 4 the
 * roles, 0 when they are the same, 5 a tenant and 6 the role there, 7 and 8 those of another tenant, and so on.
 */
export const recordLua: string = String.raw`
local function isStaged(text) return string.byte(text) == 126 end

local function split(text)
  local parts = {}
  for part in string.gmatch(isStaged(text) and string.sub(text, 2) or text, '[^\n]+') do parts[#parts + 1] = part end
  return parts
end

local function join(parts) return table.concat(parts, '\n') end

local function joinStaged(parts) return '~' .. join(parts) end

local function numbersIn(part)
  local list = {}
  for number in string.gmatch(part, '[^,]+') do list[#list + 1] = number end
  return list
end

local function numbers(parts) return numbersIn(parts[1]) end

local function createdAt(list) return tonumber(list[1]) + ${epoch} end

local function expiresAt(parts)
  local staged = string.match(parts[1], '^%a+ (.+)')
  if staged then return tonumber(staged) end
  local list = numbers(parts)
  return createdAt(list) + tonumber(list[3])
end

local function isLive(parts, now)
  local at = expiresAt(parts)
  return at == 0 or at > now
end
`

/** For the scripts that change what most records leave out: it is there while they work. */
export const rareLua: string = `
local usualRare = { '${usualRare.join("', '")}' }

local function fillIn(parts)
  for at = 9, 11 do parts[at] = parts[at] or usualRare[at - 8] end
end

local function leaveOut(parts)
  for at = 11, 9, -1 do
    if parts[at] ~= usualRare[at - 8] then return end
    parts[at] = nil
  end
end

-- The role in a tenant, when that is the one that was chosen; 0 ends the choice.
local function writeTenantRole(parts, tenant, role)
  fillIn(parts)
  if parts[9] == tenant then
    parts[11] = role
    if role == '0' then parts[9] = '0' end
  end
  leaveOut(parts)
end
`
