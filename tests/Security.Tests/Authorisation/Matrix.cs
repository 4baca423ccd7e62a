namespace Clockit.Security.Tests.Authorisation;

/// <summary>
/// Who may do what. Per row and visibility of the stream, one character for each caller, in this order: anonymous, viewer,
/// another creator, the host, a moderator of this chat, a moderator of the site, an admin.
/// <list type="bullet">
/// <item><c>+</c> allowed;</item>
/// <item><c>1</c> 401, sign in;</item>
/// <item><c>3</c> 403, known but not theirs to do;</item>
/// <item><c>4</c> 404, as if there were no such stream.</item>
/// </list>
/// A row with one group of characters is about no stream. There is no external issuer to sign in at here.
/// </summary>
internal static class Matrix
{
    /// <summary>Every endpoint behind the gateway, but what the services ask each other.</summary>
    public const string Endpoints = """
        # accounts
        POST   /api/auth/register                         +++++++
        POST   /api/auth/login                            +++++++
        POST   /api/auth/logout                           +++++++
        POST   /api/auth/token                            +++++++
        POST   /api/auth/refresh                          +++++++
        GET    /api/auth/me                               1++++++
        PUT    /api/auth/me                               1++++++
        DELETE /api/auth/me                               1333333
        PUT    /api/auth/me/avatar                        1++++++
        GET    /api/auth/me/export                        1++++++
        POST   /api/auth/password                         1333333
        GET    /api/auth/sessions                         1++++++
        DELETE /api/auth/sessions                         1++++++
        DELETE /api/auth/sessions/{sessionId}             1444444
        GET    /api/auth/tokens                           1++++++
        POST   /api/auth/tokens                           1++++++
        DELETE /api/auth/tokens/{tokenId}                 1444444
        GET    /api/auth/providers                        +++++++
        GET    /api/auth/signin                           4444444
        GET    /api/users/{userId}                        +++++++
        GET    /api/users/by-name/{username}              +++++++
        GET    /api/users/{userId}/followers              +++++++
        GET    /api/users/{userId}/following              +++++++
        PUT    /api/users/{userId}/follow                 1++++++
        DELETE /api/users/{userId}/follow                 1++++++
        GET    /api/users/{userId}/avatar                 +++++++
        PUT    /api/users/{userId}/disabled               133333+
        PUT    /api/users/{userId}/roles                  133333+
        GET    /.well-known/openid-configuration          +++++++
        GET    /.well-known/jwks.json                     +++++++

        # operations
        GET    /health                                    +++++++
        ANY    /health/live                               +++++++
        ANY    /health/ready                              +++++++
        GET    /openapi/v1.json                           +++++++
        GET    /docs/{documentName?}                      +++++++
        GET    /docs/scalar.js                            +++++++
        GET    /docs/scalar.aspnetcore.js                 +++++++
        GET    /docs/favicon.svg                          +++++++
        GET    /robots.txt                                +++++++

        # streams                                         public   unlisted private
        GET    /api/live                                  +++++++
        GET    /api/live/active                           +++++++
        GET    /api/live/user/{userId}                    +++++++
        POST   /api/live                                  13++333
        POST   /api/live/start                            13++333
        GET    /api/live/{id}                             +++++++  +++++++  444+4++
        PUT    /api/live/{id}                             133+333  133+333  144+433
        DELETE /api/live/{id}                             133+333  133+333  144+433
        POST   /api/live/{id}/start                       133+333  133+333  144+433
        POST   /api/live/{id}/end                         133+333  133+333  144+433
        POST   /api/live/end/{id}                         133+333  133+333  144+433
        POST   /api/live/{id}/stream-key                  133+333  133+333  144+433
        GET    /api/live/{id}/analytics                   133+333  133+333  144+433

        # pages for others
        GET    /oembed                                    +++++++  4444444  4444444

        # presence and media
        POST   /api/live/{streamId}/viewer                +++++++  +++++++  444+4++
        POST   /api/live/{streamId}/view                  +++++++  +++++++  444+4++
        DELETE /api/live/{streamId}/viewer                +++++++  +++++++  444+4++
        GET    /api/live/ice-servers                      +++++++  1++++++  1++++++

        # media; nobody but the host has a session to touch, and no account is a stream key
        POST   /whip                                      1111111
        GET    /whip                                      +++++++
        OPTIONS /whip                                     +++++++
        POST   /api/live/{streamId}/whip                  133+333  133+333  144+433
        GET    /api/live/{streamId}/whip                  +++++++  +++++++  +++++++
        OPTIONS /api/live/{streamId}/whip                 +++++++  +++++++  +++++++
        OPTIONS /api/live/{streamId}/whip/{sessionId}     +++++++  +++++++  +++++++
        GET    /api/live/{streamId}/whip/{sessionId}      133+333  133+333  144+433
        PATCH  /api/live/{streamId}/whip/{sessionId}      133+333  133+333  144+433
        DELETE /api/live/{streamId}/whip/{sessionId}      133+333  133+333  144+433
        POST   /api/live/{streamId}/whep                  +++++++  +++++++  444+4++
        GET    /api/live/{streamId}/whep                  +++++++  +++++++  +++++++
        OPTIONS /api/live/{streamId}/whep                 +++++++  +++++++  +++++++
        OPTIONS /api/live/{streamId}/whep/{sessionId}     +++++++  +++++++  +++++++
        GET    /api/live/{streamId}/whep/{sessionId}      4444444  4444444  4444444
        PATCH  /api/live/{streamId}/whep/{sessionId}      4444444  4444444  4444444
        DELETE /api/live/{streamId}/whep/{sessionId}      4444444  4444444  4444444
        GET    /api/live/{streamId}/recording             +++++++  +++++++  444+4++

        # chat: somebody else's message, somebody else's ban
        GET    /api/live/{streamId}/chat                  +++++++  +++++++  444+4++
        GET    /api/live/{streamId}/chat/replay           +++++++  +++++++  444+4++
        POST   /api/live/{streamId}/chat                  1++++++  1++++++  144+4++
        POST   /api/live/{streamId}/comment               1++++++  1++++++  144+4++
        DELETE /api/live/{streamId}/chat/{messageId}      133++++  133++++  144+4++
        GET    /api/live/{streamId}/chat/settings         133++++  133++++  144+4++
        PUT    /api/live/{streamId}/chat/settings         133++++  133++++  144+4++
        GET    /api/live/{streamId}/chat/bans             133++++  133++++  144+4++
        POST   /api/live/{streamId}/chat/bans             133++++  133++++  144+4++
        DELETE /api/live/{streamId}/chat/bans/{userId}    133++++  133++++  144+4++
        GET    /api/live/{streamId}/chat/audit            133++++  133++++  144+4++
        PUT    /api/live/{streamId}/chat/moderators/{userId}     133+333  133+333  144+433
        DELETE /api/live/{streamId}/chat/moderators/{userId}     133+333  133+333  144+433

        # hubs
        POST   /hubs/live/negotiate                       +++++++
        ANY    /hubs/live                                 +++++++
        POST   /hubs/chat/negotiate                       +++++++
        ANY    /hubs/chat                                 +++++++
        """;

    /// <summary>Every method of both hubs. Who cannot be in a room can leave it, and can send nobody in it a signal.</summary>
    public const string HubMethods = """
        #                                                 public   unlisted private
        live   join_live                                  +++++++  +++++++  444+4++
        live   leave_live                                 +++++++  +++++++  +++++++
        live   start_live                                 133+333  133+333  144+433
        live   end_live                                   133+333  133+333  144+433
        live   live_offer                                 +++++++  +++++++  333+3++
        live   live_answer                                +++++++  +++++++  333+3++
        live   live_ice_candidate                         +++++++  +++++++  333+3++
        chat   join_chat                                  +++++++  +++++++  444+4++
        chat   leave_chat                                 +++++++  +++++++  +++++++
        chat   live_comment                               1++++++  1++++++  144+4++
        chat   live_reaction                              1++++++  1++++++  144+4++
        """;
}
