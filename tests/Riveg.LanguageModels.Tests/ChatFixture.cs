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

    public static ChatModel Model(LoopbackChatServer server, LanguageModelRun? run = null, Func<ChatEndpointOptions, ChatEndpointOptions>? change = null)
    {
        var options = change is null ? Options(server) : change(Options(server));
        run ??= new LanguageModelRun();
        return new ChatModel(ChatClientFactory.Create(options, run), options, run);
    }

    public static PostContext Post(string id, string text, RgbImage? image = null, params string[] names) => new()
    {
        Post = new Post { Id = id, Text = text },
        Captions = ["a man on a stage"],
        Image = image,
        Mentions = [.. names.Select(n => new Mention(new TextSpan(text.IndexOf(n, StringComparison.Ordinal), text.IndexOf(n, StringComparison.Ordinal) + n.Length), EntityType.Person))],
    };

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

/// <summary>A folder of a test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("riveg-chat").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
