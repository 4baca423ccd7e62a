-- Whether an account may react: request {user, admin}. Answers {'ok'} or {'refused', code, detail}.
local room = load_room()
if not room.open then
  return refused('chat.closed')
end
local ban = request.user ~= context.host and not request.admin and refused_by_ban(request.user)
return ban or { 'ok' }
