using System.Diagnostics.Metrics;

namespace Riveg.Service;

/// <summary>What OpenTelemetry gets to see of a service; the names are documented in docs/observability.md.</summary>
internal static class ServiceTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Riveg.Service";

    private static readonly Meter Meter = new(Name, typeof(ServiceTelemetry).Assembly.GetName().Version?.ToString(3));

    /// <summary>Posts that are inside: at work or waiting.</summary>
    public static readonly UpDownCounter<int> Inside = Meter.CreateUpDownCounter<int>(
        "riveg.service.posts", "{post}", "Posts that are annotated or wait for it.");

    /// <summary>Requests that were sent away, since too many waited.</summary>
    public static readonly Counter<long> Rejected = Meter.CreateCounter<long>(
        "riveg.service.rejected", "{request}", "Requests that were sent away, since too many waited.");

    /// <summary>How long posts waited for their turn.</summary>
    public static readonly Histogram<double> Wait = Meter.CreateHistogram<double>(
        "riveg.service.wait", "s", "How long a post waited for its turn.");
}
