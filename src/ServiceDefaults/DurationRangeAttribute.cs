using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Clockit.ServiceDefaults;

/// <summary>
/// Bounds an option that is a <see cref="TimeSpan"/>, both ends included. <see cref="RangeAttribute"/> converts its bounds
/// when it is first asked, which fails for one of two hosts that ask at once.
/// </summary>
/// <param name="least">For example <c>00:00:10</c>.</param>
/// <param name="most">For example <c>00:05:00</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRangeAttribute(string least, string most) : ValidationAttribute($"{{0}} must be between {least} and {most}.")
{
    private readonly TimeSpan _least = TimeSpan.Parse(least, CultureInfo.InvariantCulture);
    private readonly TimeSpan _most = TimeSpan.Parse(most, CultureInfo.InvariantCulture);

    public override bool IsValid(object? value) => value is null || (value is TimeSpan duration && duration >= _least && duration <= _most);
}
