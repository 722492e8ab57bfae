using Microsoft.Extensions.DependencyInjection;
using Riveg.Posts;

namespace Riveg.Samples.Programs;

/// <summary>Pipelines in an application with dependency injection.</summary>
public static class DependencyInjection
{
    /// <summary>Registers two pipelines, annotates a post with each, and writes how many names they found.</summary>
    /// <param name="output">Where it is written.</param>
    public static async Task RunAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var services = new ServiceCollection();

        #region services
        services.AddRiveg(riveg => riveg.Configure(o => o with { BatchSize = 16 }));
        services.AddRiveg("tags", riveg => riveg.UseRecognizer(new HashtagRecognizer()));
        services.Configure<RivegOptions>(o => o.PostTimeLimit = TimeSpan.FromSeconds(30));
        services.AddTransient<Annotator>();
        #endregion

        #region options
        services.Configure<RivegOptions>("tags", o =>
        {
            o.BatchSize = 4; // in a file: "BatchSize": 4
            o.PostLimits = new PostLimits { MaxTextLength = 280 }; // "PostLimits": { "MaxTextLength": 280 }
        });
        #endregion

        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Annotator>().RunAsync(output);
    }

    #region consumer
    private sealed class Annotator(RivegPipeline riveg, [FromKeyedServices("tags")] RivegPipeline tags)
    {
        public async Task RunAsync(TextWriter output)
        {
            const string Text = "Adele in #London";
            output.WriteLine((await riveg.AnnotateAsync(Text)).Entities.Count);
            output.WriteLine((await tags.AnnotateAsync(Text)).Entities.Count);
        }
    }
    #endregion
}
