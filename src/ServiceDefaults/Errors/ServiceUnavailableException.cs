namespace Clockit.ServiceDefaults.Errors;

/// <summary>A dependency does not answer now; the same call may succeed in a moment. HTTP answers 503.</summary>
public sealed class ServiceUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
