using Clockit.Realtime.Transport;
using Microsoft.Extensions.Primitives;

namespace Clockit.Realtime.Tests.Transport;

public sealed class PerMessageDeflateTests
{
    private const string Taken = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory]
    [InlineData("permessage-deflate")]
    [InlineData(" permessage-deflate ")]
    [InlineData("permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; client_max_window_bits=10")]
    [InlineData("permessage-deflate;client_max_window_bits=\"15\"")]
    [InlineData("permessage-deflate; client_max_window_bits=\"1\\2\"")]
    [InlineData("permessage-deflate ; client_max_window_bits = 8 ; client_no_context_takeover")]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("x-webkit-deflate-frame, permessage-deflate")]
    [InlineData("other; quoted=\"a, permessage-bzip2\", permessage-deflate")]
    [InlineData(",, permessage-deflate")]
    public void An_offer_that_can_be_kept_is_taken(string offers) => Assert.Equal(Taken, PerMessageDeflate.Answer(offers));

    [Theory]
    [InlineData("permessage-deflate; server_max_window_bits=15")]
    [InlineData("permessage-deflate; server_max_window_bits=\"15\"; client_max_window_bits")]
    public void A_limit_of_the_servers_window_that_is_none_is_confirmed(string offers) =>
        Assert.Equal(Taken + "; server_max_window_bits=15", PerMessageDeflate.Answer(offers));

    [Theory]
    [InlineData("")]
    [InlineData("permessage-bzip2")]
    [InlineData("PerMessage-Deflate")]
    [InlineData("permessage-deflate-2")]
    [InlineData("permessage-deflate=1")]
    [InlineData("other; name=\"permessage-deflate\"")]
    [InlineData("other; name=\", permessage-deflate")]
    [InlineData("permessage-deflate; server_max_window_bits=10")]
    [InlineData("permessage-deflate; server_max_window_bits=14")]
    [InlineData("permessage-deflate; server_max_window_bits=16")]
    [InlineData("permessage-deflate; server_max_window_bits=015")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=16")]
    [InlineData("permessage-deflate; client_max_window_bits=08")]
    [InlineData("permessage-deflate; client_max_window_bits=+9")]
    [InlineData("permessage-deflate; client_max_window_bits=ten")]
    [InlineData("permessage-deflate; client_max_window_bits=")]
    [InlineData("permessage-deflate; client_max_window_bits=\"\"")]
    [InlineData("permessage-deflate; client_max_window_bits=\"9")]
    [InlineData("permessage-deflate; client_max_window_bits; client_max_window_bits=9")]
    [InlineData("permessage-deflate; server_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_no_context_takeover=true")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; level=9")]
    [InlineData("permessage-deflate;")]
    [InlineData("permessage-deflate; =9")]
    [InlineData("permessage-deflate; client max window bits")]
    public void An_offer_that_cannot_be_kept_or_is_malformed_is_declined(string offers) => Assert.Null(PerMessageDeflate.Answer(offers));

    [Theory]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate")]
    [InlineData("permessage-deflate; level=9, permessage-deflate; level=1, permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=10; server_max_window_bits=15, permessage-deflate")]
    public void After_an_offer_that_is_declined_the_next_is_considered(string offers) => Assert.Equal(Taken, PerMessageDeflate.Answer(offers));

    [Fact]
    public void Offers_may_be_spread_over_several_lines()
    {
        Assert.Equal(Taken, PerMessageDeflate.Answer(new StringValues(["permessage-deflate; server_max_window_bits=9", "other, permessage-deflate"])));
        Assert.Null(PerMessageDeflate.Answer(new StringValues([])));
    }
}
