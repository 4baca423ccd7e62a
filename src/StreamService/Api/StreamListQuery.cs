using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Clockit.ServiceDefaults.Text;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Clockit.StreamService.Api;

/// <summary>The query of <c>GET /api/live</c>, as sent.</summary>
internal sealed record StreamListQuery
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxPage = 100_000;
    private const int MaxText = 200;
    private const int MaxCursor = 120;
    private static readonly TextRule TextOfQuery = new(MaxText, HasLines: true);

    [FromQuery(Name = "status"), AllowedValues("live", "upcoming", "ended", "all"), DefaultValue("live"), Description("Which streams; `live` holds the interrupted ones too.")]
    public string? Status { get; init; }

    [FromQuery(Name = "category"), MaxLength(MaxText), Description("Of this category, regardless of case.")]
    public string? Category { get; init; }

    [FromQuery(Name = "tag"), MaxLength(MaxText), Description("With this tag, regardless of case.")]
    public string? Tag { get; init; }

    [FromQuery(Name = "q"), MaxLength(MaxText), Description("With this text in its title, description, tags or creator's username.")]
    public string? Q { get; init; }

    [FromQuery(Name = "host"), MaxLength(MaxText), Description("Of this creator: a user's id or username.")]
    public string? Host { get; init; }

    [FromQuery(Name = "page"), Range(1, MaxPage), Description("From 1; 1 when left out. Only the first 10,000 streams have pages; a cursor reads on.")]
    public string? Page { get; init; }

    [FromQuery(Name = "cursor"), MaxLength(MaxCursor), Description("The `nextCursor` of the answer before, with the same other values: the streams behind it, of which none is skipped or repeated while others come and go. `page` does not count then.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit"), Range(1, MaxLimit), Description("Streams in a page; 20 when left out.")]
    public string? Limit { get; init; }

    /// <summary>The filter, or what is wrong with the query.</summary>
    public (StreamFilter? Filter, IReadOnlyDictionary<string, string[]>? Errors) ToFilter()
    {
        var errors = new FieldErrors();
        var (isKnown, status) = Status switch
        {
            null or "" or "live" => (true, StreamStatus.Live),
            "upcoming" => (true, StreamStatus.Upcoming),
            "ended" => (true, StreamStatus.Ended),
            "all" => (true, (StreamStatus?)null),
            _ => (false, null),
        };
        errors.Check(isKnown, "status", "A status is live, upcoming, ended or all.");
        var page = Number(Page, 1, MaxPage, "page", errors);
        var limit = Number(Limit, DefaultLimit, MaxLimit, "limit", errors);
        ListCursor? cursor = null;
        errors.Check(string.IsNullOrEmpty(Cursor) || ListCursor.TryParse(Cursor, status, out cursor), "cursor", "A cursor is the nextCursor of an answer for the same status.");
        errors.Check(cursor is not null || (page - 1) * limit < StreamPage.MostCounted, "page", $"Pages hold the first {StreamPage.MostCounted} streams; read on with the cursor.");
        var category = Text(Category, "category", errors);
        var tag = Text(Tag, "tag", errors);
        var search = Text(Q, "q", errors);
        var host = Text(Host, "host", errors);
        if (errors.Found is { } found)
        {
            return (null, found);
        }

        Guid? hostId = Guid.TryParse(host, out var id) ? id : null;
        return (new StreamFilter(status, category, tag, search, hostId, hostId is null ? host : null, cursor is null ? page : 1, limit, cursor), null);
    }

    private static int Number(string? text, int fallback, int most, string field, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        var valid = int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most;
        errors.Check(valid, field, $"A number from 1 to {most}.");
        return valid ? number : fallback;
    }

    private static string? Text(string? text, string field, FieldErrors errors) => errors.Read(TextOfQuery, text, field);
}
