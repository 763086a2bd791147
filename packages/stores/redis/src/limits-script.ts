import { defineScript, type Script } from './script.ts'

/**
 * A string of the newest slot, the oldest slot, how many count and how many in the newest slot; then five bytes for each
 * older slot in which somebody was admitted: how often, and how many slots after it the next one is. At most 344 bytes,
 * for a limit has 64 slots, or 64 requests in all. The first part is the common case, in the slot of the one before.
 *
 * The time is that of Redis: servers whose clocks differ would let more through. When that clock was set back, what counts
 * moves back with it: it is as old as it was, and leaves at most a window after now. That is kept even of who is refused,
 * who would otherwise wait until the clock is there again.
 */
export const admitScript: Script = defineScript(`
local slotMs, slots, most, nowMs = ARGV[1] + 0, ARGV[2] + 0, ARGV[3] + 0, ARGV[4]
if not nowMs then
  local time = redis.call('TIME')
  nowMs = time[1] * 1000 + time[2] / 1000
end
local slot = math.floor(nowMs / slotMs)
local newest, oldest, total, inNewest, from = slot, slot, 0, 0, 25
local text, isBack = redis.call('GET', KEYS[1]), false
if text then
  newest, oldest, total, inNewest = struct.unpack('<ddI4I4', text)
  if newest == slot then
    if total >= most then return { 0, most - total, math.ceil((oldest + slots + 1) * slotMs - nowMs) } end
    redis.call('SETRANGE', KEYS[1], 16, struct.pack('<I4I4', total + 1, inNewest + 1))
    return { 1, most - total - 1, math.ceil((oldest + slots + 1) * slotMs - nowMs) }
  end
  if newest > slot then
    newest, oldest, isBack = slot, oldest - newest + slot, true
  else
    while oldest < newest and oldest < slot - slots do
      local count, gap = struct.unpack('<I3I2', text, from)
      from, oldest, total = from + 5, oldest + gap, total - count
    end
    if oldest < slot - slots then newest, oldest, total, inNewest = slot, slot, 0, 0 end
  end
end
local isAdmitted = total < most
if isAdmitted or isBack then
  local older = text and string.sub(text, from) or ''
  if isAdmitted then
    if newest < slot then
      older, newest, inNewest = older .. struct.pack('<I3I2', inNewest, slot - newest), slot, 0
    end
    total, inNewest = total + 1, inNewest + 1
  end
  text = struct.pack('<ddI4I4', newest, oldest, total, inNewest) .. older
  redis.call('SET', KEYS[1], text, 'PX', math.ceil(slotMs * (slots + 2)))
end
return { isAdmitted and 1 or 0, most - total, math.ceil((oldest + slots + 1) * slotMs - nowMs) }`)
