namespace Clockit.Testing;

/// <summary>
/// What runs one test server: a process of this machine or a container. Its address and data stay the same from
/// start to start.
/// </summary>
internal interface IServerHost : IAsyncDisposable
{
    Task<string> ConnectionStringAsync();

    /// <summary>Starts it again after it was ended; returns when it is healthy.</summary>
    Task StartAsync();

    /// <summary>SIGTERM; returns when it is gone.</summary>
    Task StopAsync();

    /// <summary>kill -9 of the whole server; returns when it is gone.</summary>
    Task KillAsync();

    /// <summary>Sends the server's first process a signal that ends it, such as <c>QUIT</c>; returns when it is gone.</summary>
    Task SignalAndStopAsync(string signal);

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    Task PauseAsync();

    /// <summary>Ends a <see cref="PauseAsync"/>.</summary>
    Task ResumeAsync();
}

/// <summary>A RabbitMQ, which can make virtual hosts.</summary>
internal interface IMessagingHost : IServerHost
{
    /// <summary>Makes an empty virtual host that the connection string's user owns.</summary>
    Task CreateVirtualHostAsync(string name);
}
