using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Riveg.Settings;

namespace Riveg;

/// <summary>Registers pipelines with dependency injection.</summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/DependencyInjection.cs" region="services"><![CDATA[
/// services.AddRiveg(riveg => riveg.Configure(o => o with { BatchSize = 16 }));
/// services.AddRiveg("tags", riveg => riveg.UseRecognizer(new HashtagRecognizer()));
/// services.Configure<RivegOptions>(o => o.PostTimeLimit = TimeSpan.FromSeconds(30));
/// services.AddTransient<Annotator>();
/// ]]></code></example>
public static class RivegServiceCollectionExtensions
{
    /// <summary>
    /// Registers one <see cref="RivegPipeline"/> for the whole application (it is thread-safe), built when it is first asked for, with the
    /// host's logging, its <see cref="TimeProvider"/> and its <c>IHttpClientFactory</c> where there are some. Called more than once it is
    /// still one pipeline, of which each call says something.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">
    /// Says what the pipeline is made of, over what <see cref="RivegOptions"/> and earlier calls say; nothing if null.
    /// </param>
    /// <returns>The application's services.</returns>
    public static IServiceCollection AddRiveg(this IServiceCollection services, Action<RivegPipelineBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, Options.DefaultName, configure);
        services.TryAddSingleton(provider => Build(provider, Options.DefaultName));
        return services;
    }

    /// <summary>
    /// Registers a pipeline under a name, beside others: ask for it with <c>[FromKeyedServices("name")] RivegPipeline</c>. Its options are
    /// the <see cref="RivegOptions"/> of that name. Called more than once with a name, each call says something of its pipeline.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Not empty.</param>
    /// <param name="configure">
    /// Says what the pipeline is made of, over what <see cref="RivegOptions"/> and earlier calls with the name say; nothing if null.
    /// </param>
    /// <returns>The application's services.</returns>
    public static IServiceCollection AddRiveg(this IServiceCollection services, string name, Action<RivegPipelineBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        AddOptions(services, name, configure);
        services.TryAddKeyedSingleton(name, (provider, _) => Build(provider, name));
        return services;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<RivegPipelineBuilder>? configure)
    {
        if (configure is not null)
        {
            services.Configure<Registration>(name, r => r.Configure.Add(configure));
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RivegOptions>, RivegOptionsValidation>());
        services.AddOptions<RivegOptions>(name).ValidateOnStart();
    }

    private static RivegPipeline Build(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<RivegOptions>>().Get(name);
        var builder = RivegPipeline.CreateBuilder(options.Profile).Configure(options.ToSettings().ToOptions().Over);
        builder.Services = provider;
        if (provider.GetService<ILoggerFactory>() is { } loggers)
        {
            builder.UseLogging(loggers);
        }

        if (provider.GetService<TimeProvider>() is { } time)
        {
            builder.UseTime(time);
        }

        provider.GetRequiredService<IOptionsMonitor<Registration>>().Get(name).Configure.ForEach(configure => configure(builder));
        return builder.Build();
    }

    /// <summary>What all calls say of one pipeline, in their order.</summary>
    private sealed class Registration
    {
        public List<Action<RivegPipelineBuilder>> Configure { get; } = [];
    }

    /// <summary>Names all faults of a pipeline's options at once, when the host starts.</summary>
    private sealed class RivegOptionsValidation : IValidateOptions<RivegOptions>
    {
        public ValidateOptionsResult Validate(string? name, RivegOptions options)
        {
            var faults = SettingsCheck.FindFaults(options.ToSettings(), RivegOptions.KeyDelimiter).ToList();
            if (string.IsNullOrWhiteSpace(options.Profile))
            {
                faults.Add($"{nameof(options.Profile)} is empty, must be the name of a profile or the path of a profile's file");
            }

            var which = string.IsNullOrEmpty(name) ? "Riveg's options" : $"The options of Riveg's pipeline \"{name}\"";
            return faults.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{which} are wrong: {string.Join("; ", faults)}.");
        }
    }
}
