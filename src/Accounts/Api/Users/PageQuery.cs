using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Clockit.Accounts.Api.Users;

/// <summary>The query of a list, as sent.</summary>
internal sealed record PageQuery
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxPage = 100_000;

    [FromQuery(Name = "page"), Range(1, MaxPage), Description("From 1; 1 when left out.")]
    public string? Page { get; init; }

    [FromQuery(Name = "limit"), Range(1, MaxLimit), Description("Users in a page; 20 when left out.")]
    public string? Limit { get; init; }

    /// <summary>The page, or what is wrong with the query.</summary>
    public (int Page, int Limit, IReadOnlyDictionary<string, string[]> Errors) Read()
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        return (Number(Page, 1, MaxPage, "page", errors), Number(Limit, DefaultLimit, MaxLimit, "limit", errors), errors);
    }

    private static int Number(string? text, int fallback, int most, string field, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        errors[field] = [$"A number from 1 to {most}."];
        return fallback;
    }
}
