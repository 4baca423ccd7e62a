using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aspire.Hosting.Dcp;

/// <summary>Calls DCP's REST API. One client for the life of the engine; safe for many threads.</summary>
internal sealed class DcpClient : IDisposable
{
    private const string Group = "/apis/usvc-dev.developer.microsoft.com/v1/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient _http;

    public DcpClient(Kubeconfig kubeconfig, X509Certificate2 certificate)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } })
        {
            BaseAddress = kubeconfig.Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", kubeconfig.Token) },
        };
    }

    public Task<DcpObject<DcpServiceSpec, DcpServiceStatus>> CreateServiceAsync(string name, int? port, CancellationToken cancellationToken) =>
        SendAsync<DcpObject<DcpServiceSpec, DcpServiceStatus>>(
            HttpMethod.Post,
            Group + "services",
            new DcpObject<DcpServiceSpec, DcpServiceStatus>
            {
                Kind = "Service",
                Metadata = new DcpMetadata(name),
                Spec = new DcpServiceSpec("TCP", "IPv4ZeroOne", port),
            },
            cancellationToken);

    public Task<DcpObject<DcpServiceSpec, DcpServiceStatus>> GetServiceAsync(string name, CancellationToken cancellationToken) =>
        SendAsync<DcpObject<DcpServiceSpec, DcpServiceStatus>>(HttpMethod.Get, Group + "services/" + name, body: null, cancellationToken);

    public Task CreateExecutableAsync(
        string name, DcpExecutableSpec spec, IReadOnlyList<DcpServiceProducer> producers, CancellationToken cancellationToken) =>
        SendAsync<DcpObject<DcpExecutableSpec, DcpExecutableStatus>>(
            HttpMethod.Post,
            Group + "executables",
            new DcpObject<DcpExecutableSpec, DcpExecutableStatus>
            {
                Kind = "Executable",
                Metadata = new DcpMetadata(name)
                {
                    Annotations = producers.Count == 0 ? null : new(StringComparer.Ordinal) { ["service-producer"] = JsonSerializer.Serialize(producers, Json) },
                },
                Spec = spec,
            },
            cancellationToken);

    /// <summary>SIGTERM, and SIGKILL six seconds later if the process is still there.</summary>
    public Task StopExecutableAsync(string name, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Patch, Group + "executables/" + name, new { spec = new { stop = true } }, cancellationToken);

    public Task DeleteExecutableAsync(string name, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Delete, Group + "executables/" + name, body: null, cancellationToken);

    /// <summary>Ends what still runs, then the engine itself.</summary>
    public Task ShutDownAsync(CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Patch, "/admin/execution", new { status = "Stopping", shutdownResourceCleanup = "Full" }, cancellationToken);

    /// <summary>Every executable as it is, then every change, until the connection ends.</summary>
    public async IAsyncEnumerable<DcpWatchEvent<DcpObject<DcpExecutableSpec, DcpExecutableStatus>>> WatchExecutablesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(Group + "executables?watch=true", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize<DcpWatchEvent<DcpObject<DcpExecutableSpec, DcpExecutableStatus>>>(line, Json)!;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            // Not JsonContent: DCP knows a merge patch by exactly this media type, without a charset.
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json))
            {
                Headers = { ContentType = new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json") },
            };
        }

        using var response = await _http.SendAsync(request, limit.Token);
        if (response.StatusCode == HttpStatusCode.NotFound && method != HttpMethod.Get)
        {
            return default!;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"DCP answered {(int)response.StatusCode} to {method} {path}: {await response.Content.ReadAsStringAsync(limit.Token)}");
        }

        return (await response.Content.ReadFromJsonAsync<T>(Json, limit.Token))!;
    }
}
