using OpenTelemetry.Trace;

namespace Clockit.ServiceDefaults.Telemetry;

/// <summary>
/// Records every request and drops what only makes noise: health probes, and database or HTTP calls that no request
/// caused (polls of the outbox, health checks, key refreshes). A child follows its parent.
/// </summary>
internal sealed class QuietSampler : Sampler
{
    private static readonly ParentBasedSampler Children = new(new AlwaysOnSampler());

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.ParentContext.TraceId != default)
        {
            return Children.ShouldSample(samplingParameters);
        }

        if (samplingParameters.Kind == System.Diagnostics.ActivityKind.Client)
        {
            return new SamplingResult(SamplingDecision.Drop);
        }

        foreach (var tag in samplingParameters.Tags ?? [])
        {
            if (tag is { Key: "url.path", Value: string path } && path.StartsWith("/health", StringComparison.Ordinal))
            {
                return new SamplingResult(SamplingDecision.Drop);
            }
        }

        return new SamplingResult(SamplingDecision.RecordAndSample);
    }
}
