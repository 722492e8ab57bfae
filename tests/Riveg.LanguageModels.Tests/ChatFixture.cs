using Riveg.Evidence;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;
using Riveg.Posts;

namespace Riveg.LanguageModels.Tests;

/// <summary>Posts and models for tests.</summary>
internal static class ChatFixture
{
    public static ChatEndpointOptions Options(LoopbackChatServer server) => new()
    {
        Endpoint = server.Endpoint,
        Model = "m",
        ApiKeyVariable = "RIVEG_TEST_UNSET_KEY",
        RetryDelay = TimeSpan.Zero,
    };

    public static ChatModel Model(
        LoopbackChatServer server, LanguageModelRun? run = null, Func<ChatEndpointOptions, ChatEndpointOptions>? change = null)
    {
        var options = change is null ? Options(server) : change(Options(server));
        run ??= new LanguageModelRun();
        return new ChatModel(ChatClientFactory.Create(options, run), options, run);
    }

    public static PostContext Post(string id, string text, RgbImage? image = null, params string[] names) => new()
    {
        Post = new Post { Id = id, Text = text },
        Observations = [PictureObservation.OfCaption("a man on a stage")],
        Image = image,
        Mentions = [.. names.Select(n => new MentionContext(new Mention(SpanOf(text, n), EntityType.Person)))],
    };

    /// <summary>The post with one expansion for all its mentions.</summary>
    public static PostContext Expanded(PostContext post, string expansion) => new(post)
    {
        Mentions = [.. post.Mentions.Select(m => new MentionContext(m.Mention) { Expansion = expansion })],
    };

    private static TextSpan SpanOf(string text, string name)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return new TextSpan(start, start + name.Length);
    }

    public static RgbImage Picture(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i % 251);
        }

        return new RgbImage(width, height, pixels);
    }
}
