-- Lists the bans that are in force: request {actor, staff}. Answers {'ok', {user, '<until>|<json>', name, ...}} or
-- {'refused', code}.
load_room()
if not may_moderate() then
  return refused('auth.forbidden')
end
local list = {}
local bans = redis.call('HGETALL', key('bans'))
for i = 1, #bans, 2 do
  if banned_until(bans[i]) then
    list[#list + 1] = bans[i]
    list[#list + 1] = bans[i + 1]
    list[#list + 1] = redis.call('HGET', key('members'), bans[i]) or ''
  end
end
return { 'ok', list }
