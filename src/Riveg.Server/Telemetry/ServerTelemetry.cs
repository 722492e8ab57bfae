using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Riveg.Service;

namespace Riveg.Server.Telemetry;

/// <summary>
/// Sends activities and metrics to a collector where one is named, by the variables of OpenTelemetry's specification; nothing where none
/// is.
/// </summary>
internal static class ServerTelemetry
{
    private static readonly string[] Variables =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Adds what listens.</summary>
    public static void AddTo(IServiceCollection services, IConfigurationBuilder configuration)
    {
        if (!Variables.Any(v => Environment.GetEnvironmentVariable(v) is { Length: > 0 }))
        {
            return;
        }

        // Of the environment these alone: the server reads no other settings than its own.
        configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(v => new KeyValuePair<string, string?>((string)v.Key, v.Value as string))
            .Where(v => v.Key.StartsWith("OTEL_", StringComparison.Ordinal)));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "riveg", serviceVersion: typeof(ServerTelemetry).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation()
                .AddSource("Riveg", "Riveg.LanguageModels")
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddMeter("Riveg", "Riveg.LanguageModels", ServiceTelemetry.Name)
                .AddOtlpExporter());
    }
}
