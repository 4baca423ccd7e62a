-- Reads the audit log, newest first: request {actor, staff, before?, limit}. Answers {'ok', entries} or {'refused', code}.
load_room()
if not may_moderate() then
  return refused('auth.forbidden')
end
local newest = request.before and ('(' .. request.before) or '+'
return { 'ok', redis.call('XREVRANGE', key('audit'), newest, '-', 'COUNT', request.limit) }
