using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Posts;

namespace Riveg.Samples.Programs;

/// <summary>Pipelines whose stages run networks or ask a chat model, and a post that brings more than its text.</summary>
public static class OtherModels
{
    /// <summary>A pipeline that asks a chat model, which is reached when the first post is annotated.</summary>
    /// <param name="folder">Where its answers are kept.</param>
    public static RivegPipeline AskChat(string folder)
    {
        #region chat
        var riveg = RivegPipeline.CreateBuilder("vlm")
            .UseChat("http://127.0.0.1:11434/v1", "qwen2.5vl:7b", chat => chat with { CacheFolder = folder })
            .Build();
        #endregion
        return riveg;
    }

    /// <summary>A pipeline that runs networks, which lie in a folder of the program's own.</summary>
    /// <param name="folder">The folder, as <c>HF_HUB_CACHE</c> has it.</param>
    public static RivegPipeline RunNetworks(string folder)
    {
        #region models
        var riveg = RivegPipeline.CreateBuilder("light")
            .UseModels(() => new ModelStore(new ModelStoreOptions { HubCache = folder, Home = folder, Offline = true }))
            .Build();
        #endregion
        return riveg;
    }

    /// <summary>Options that are made before the pipeline, and a post with a caption.</summary>
    /// <param name="output">Where the entities are written.</param>
    public static async Task RunAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);

        #region options
        var options = new PipelineOptions { MinScore = 0.5, PostTimeLimit = TimeSpan.FromSeconds(30) };
        using var riveg = RivegPipeline.CreateBuilder("builtin").Configure(_ => options).Build();
        #endregion

        #region post
        var post = new Post
        {
            Id = "1",
            Text = "Adele lights up the O2 Arena in London tonight",
            Image = ImageSource.FromFile("concert.png"),
            Captions = ["a woman sings on a stage"],
        };
        var result = await riveg.AnnotateAsync(post);
        #endregion

        foreach (var entity in result.Entities)
        {
            output.WriteLine($"{entity.Text} {entity.Type}");
        }
    }
}
