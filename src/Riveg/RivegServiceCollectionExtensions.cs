using Riveg.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Riveg.Profiles;

namespace Riveg;

/// <summary>Registers Riveg with dependency injection.</summary>
public static class RivegServiceCollectionExtensions
{
    /// <summary>
    /// Registers one <see cref="AnnotationPipeline"/> for the whole application (it is thread-safe), made from a profile when it is first asked for.
    /// Libraries with further stages are added through <see cref="RivegOptions.Catalog"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; the profile <c>builtin</c> otherwise.</param>
    public static IServiceCollection AddRiveg(this IServiceCollection services, Action<RivegOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new RivegOptions();
        configure?.Invoke(options);
        services.TryAddSingleton(provider =>
            options.Catalog.CreatePipeline(options.Catalog.LoadProfile(options.Profile), options.Pipeline, provider.GetService<ILoggerFactory>()));
        return services;
    }
}

/// <summary>What <see cref="RivegServiceCollectionExtensions.AddRiveg"/> makes its pipeline from.</summary>
public sealed class RivegOptions
{
    /// <summary>The name of a profile or the path of a profile's file.</summary>
    /// <value>The default value is <c>builtin</c>.</value>
    public string Profile { get; set; } = "builtin";

    /// <summary>The implementations at hand.</summary>
    /// <value>The default value has those of this library.</value>
    public StageCatalog Catalog { get; set; } = StageCatalog.CreateDefault();

    /// <summary>How the pipeline works.</summary>
    /// <value>The default value is that of <see cref="PipelineOptions"/>.</value>
    public PipelineOptions Pipeline { get; set; } = new();
}
