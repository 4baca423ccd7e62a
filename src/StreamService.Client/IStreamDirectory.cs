using System.Security.Claims;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.StreamService.Client;

/// <summary>StreamService as the other services see it.</summary>
public interface IStreamDirectory
{
    /// <summary>
    /// The stream, or null when there is none. At most two seconds old; when StreamService does not answer, up to ten
    /// minutes old.
    /// </summary>
    /// <exception cref="ServiceUnavailableException">StreamService does not answer and nothing is known of the stream.</exception>
    ValueTask<StreamSummary?> FindAsync(Guid streamId, CancellationToken cancellationToken);

    /// <summary>
    /// The stream if the caller may see it, and null for one that is hidden from them as for one that does not exist.
    /// Neither the answer nor the time that it takes tells the two apart: both are asked for anew.
    /// </summary>
    /// <exception cref="ServiceUnavailableException">StreamService does not answer and nothing is known of the stream.</exception>
    ValueTask<StreamSummary?> FindVisibleAsync(Guid streamId, ClaimsPrincipal caller, CancellationToken cancellationToken);

    /// <summary>The stream whose key somebody presents, as it is now; null when there is none.</summary>
    /// <exception cref="ServiceUnavailableException">StreamService does not answer.</exception>
    Task<StreamSummary?> FindByKeyAsync(string streamKey, CancellationToken cancellationToken);

    /// <summary>The host's media arrived: starts an upcoming stream, resumes an interrupted one, leaves a live one as it is.</summary>
    Task<StreamCommandResult> StartAsync(Guid streamId, Guid hostId, CancellationToken cancellationToken);

    /// <summary>The host's media was lost: the stream is interrupted and ends unless <see cref="StartAsync"/> comes within the grace period.</summary>
    Task<StreamCommandResult> InterruptAsync(Guid streamId, Guid hostId, CancellationToken cancellationToken);

    /// <summary>Ends a stream for its host.</summary>
    Task<StreamCommandResult> EndAsync(Guid streamId, Guid hostId, CancellationToken cancellationToken);

    /// <summary>The recording of an ended stream can be played at a path below the public origin. Repeating it changes nothing.</summary>
    Task<StreamCommandResult> AttachRecordingAsync(Guid streamId, string path, CancellationToken cancellationToken);

    /// <summary>Forgets what is cached of a stream, for instance because an event said that it changed.</summary>
    void Invalidate(Guid streamId);
}

/// <summary>How StreamService answered: <see cref="Code"/> and <see cref="Detail"/> are null when it succeeded.</summary>
public sealed record StreamCommandResult(StreamSummary? Stream, string? Code, string? Detail)
{
    public bool Succeeded => Code is null;
}
