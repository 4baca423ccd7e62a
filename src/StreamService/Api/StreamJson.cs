using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clockit.StreamService.Api;

/// <summary>What the busiest calls answer, written without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(StreamResponse))]
[JsonSerializable(typeof(StreamListResponse))]
[JsonSerializable(typeof(IReadOnlyList<StreamResponse>))]
internal sealed partial class StreamJson : JsonSerializerContext;
