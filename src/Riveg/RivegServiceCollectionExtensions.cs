using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Riveg.Faults;
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
    /// still one pipeline, of which each call says something. A wrong option and an unknown profile are told when the host starts.
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

        services.TryAddKeyedSingleton(name, (provider, key) => new PreparedBuilder(provider, (string)key!));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RivegOptions>, RivegOptionsValidation>());
        services.AddOptions<RivegOptions>(name).ValidateOnStart();
    }

    private static RivegPipeline Build(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<RivegOptions>>().Get(name);
        return provider.GetRequiredKeyedService<PreparedBuilder>(name).Build(options);
    }

    /// <summary>What all calls say of one pipeline, in their order.</summary>
    private sealed class Registration
    {
        public List<Action<RivegPipelineBuilder>> Configure { get; } = [];
    }

    /// <summary>
    /// The builder of one pipeline, with all that was said of it: what is checked when the host starts is what is built when the pipeline
    /// is first asked for. Options that come later, of a configuration that was mended, begin it anew until a pipeline is built.
    /// Thread-safe.
    /// </summary>
    private sealed class PreparedBuilder(IServiceProvider provider, string name) : IDisposable
    {
        private readonly Lock making = new();
        private (RivegOptions Options, RivegPipelineBuilder Builder)? made;

        /// <summary>Looks at what the pipeline would be made of.</summary>
        /// <param name="options">The host's options.</param>
        /// <param name="areRight">Whether they are without a fault of their own; else they are left out.</param>
        /// <exception cref="RivegException">Something is wrong.</exception>
        public void Check(RivegOptions options, bool areRight)
        {
            lock (making)
            {
                Of(options, areRight).Check();
            }
        }

        public RivegPipeline Build(RivegOptions options)
        {
            lock (making)
            {
                return Of(options, areRight: true).Build();
            }
        }

        public void Dispose()
        {
            lock (making)
            {
                made?.Builder.DisposeUnused();
                made = null;
            }
        }

        private RivegPipelineBuilder Of(RivegOptions options, bool areRight)
        {
            if (made is { } earlier && (earlier.Options == options || earlier.Builder.HasBuilt))
            {
                return earlier.Builder;
            }

            made?.Builder.DisposeUnused();
            made = null;
            var builder = Make(options, areRight);
            made = (options, builder);
            return builder;
        }

        private RivegPipelineBuilder Make(RivegOptions options, bool areRight)
        {
            var builder = RivegPipeline.CreateBuilder(
                string.IsNullOrWhiteSpace(options.Profile) ? RivegPipelineBuilder.DefaultProfile : options.Profile);
            if (areRight)
            {
                builder.Configure(options.ToSettings().ToOptions().Over);
            }

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
            return builder;
        }
    }

    /// <summary>
    /// Names all faults of a pipeline's options at once, when the host starts; then those of the profile, as far as they can be seen
    /// without opening a model or a service.
    /// </summary>
    private sealed class RivegOptionsValidation(IServiceProvider provider) : IValidateOptions<RivegOptions>
    {
        public ValidateOptionsResult Validate(string? name, RivegOptions options)
        {
            var faults = SettingsCheck.FindFaults(options.ToSettings(), RivegOptions.KeyDelimiter).ToList();
            if (string.IsNullOrWhiteSpace(options.Profile))
            {
                faults.Add($"{nameof(options.Profile)} is empty, must be the name of a profile or the path of a profile's file");
            }

            var which = string.IsNullOrEmpty(name) ? "Riveg's options" : $"The options of Riveg's pipeline \"{name}\"";
            var sentences = faults.Count == 0 ? [] : new List<string> { $"{which} are wrong: {string.Join("; ", faults)}." };
            try
            {
                provider.GetKeyedService<PreparedBuilder>(name ?? Options.DefaultName)?.Check(options, faults.Count == 0);
            }
            catch (RivegException e)
            {
                sentences.Add(faults.Count == 0 ? $"{which} are wrong: {e.Message}" : e.Message);
            }

            return sentences.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(string.Join(" ", sentences));
        }
    }
}
