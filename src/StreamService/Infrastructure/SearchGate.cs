using Clockit.ServiceDefaults.Errors;

namespace Clockit.StreamService.Infrastructure;

/// <summary>
/// Bounds how many searches run at a time in this process, so that they leave connections and processors to everything
/// else. Who cannot begin within a second is answered 503.
/// </summary>
internal sealed class SearchGate : IDisposable
{
    private const int MostAtOnce = 4;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _places = new(MostAtOnce);

    /// <summary>A place, which is free again when it is disposed of.</summary>
    /// <exception cref="ServiceUnavailableException">None became free in time.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken) =>
        await _places.WaitAsync(Wait, cancellationToken) ? new Place(_places) : throw new ServiceUnavailableException("Too many searches at once.");

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
