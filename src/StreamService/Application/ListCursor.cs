using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>
/// After which stream a page of a list begins: the values that the list is ordered by, of the last stream of the page
/// before. The next page is found by them, so that streams that come and go move nothing.
/// </summary>
/// <param name="Status">Of the list that it belongs to; null for all.</param>
/// <param name="Viewers">Where a list of live streams went on; 0 elsewhere.</param>
/// <param name="At">The time that the list is ordered by; null for an upcoming stream without a date.</param>
/// <param name="Id">The stream's id, which decides between equals.</param>
public sealed record ListCursor(StreamStatus? Status, int Viewers, DateTimeOffset? At, Guid Id)
{
    private const int MostLength = 120;

    /// <summary>The cursor behind a stream.</summary>
    public static ListCursor After(ListedStream stream, StreamStatus? status) => new(
        status,
        status is StreamStatus.Live ? stream.ViewerCount : 0,
        status switch
        {
            StreamStatus.Live => stream.StartedAt,
            StreamStatus.Upcoming => stream.ScheduledFor,
            StreamStatus.Ended => stream.EndedAt,
            _ => stream.CreatedAt,
        },
        stream.Id);

    /// <summary>As callers see it: text that is theirs to send back and not to read.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{(int?)Status ?? -1}.{Viewers}.{(At is { } at ? at.UtcTicks : -1)}.{Id:N}")));

    /// <summary>Reads what <see cref="ToString"/> wrote, for a list of the same streams.</summary>
    public static bool TryParse(string text, StreamStatus? status, out ListCursor? cursor)
    {
        cursor = null;
        if (text.Length > MostLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (parts.Length != 4
            || !int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var listed) || listed != ((int?)status ?? -1)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var viewers)
            || !long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParseExact(parts[3], "N", out var id))
        {
            return false;
        }

        cursor = new ListCursor(status, viewers, ticks < 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return status is StreamStatus.Upcoming || cursor.At is not null;
    }
}
