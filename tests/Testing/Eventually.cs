namespace Clockit.Testing;

/// <summary>Waits for what comes about by itself; fails with the expression that did not come true.</summary>
public static class Eventually
{
    public static Task TrueAsync(
        Func<bool> condition,
        TimeSpan? within = null,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? expression = null) =>
        TrueAsync(() => Task.FromResult(condition()), within, expression);

    public static async Task TrueAsync(
        Func<Task<bool>> condition,
        TimeSpan? within = null,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? expression = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(10);
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds} s: {expression}");
            }

            await Task.Delay(20);
        }
    }
}
