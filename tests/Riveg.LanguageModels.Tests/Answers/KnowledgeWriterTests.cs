using Riveg.Evaluation.Augmentation;
using Riveg.Evaluation.Datasets;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Answers;

public sealed class KnowledgeWriterTests
{
    [SharedFact]
    public async Task Write_RecordedKnowledgeThroughTheStore_EqualsTheRecordedFile()
    {
        var knowledge = SharedFolder.Resolve("data", "twitter-gmner", "knowledge", "dev.txt");
        var reference = DatasetReference.Parse($"twitter-gmner:{SharedFolder.Resolve("data", "twitter-gmner", "Twitter10000_v2.0")}");
        var posts = reference.ReadSplit(
            "dev",
            new DatasetReadOptions { KnowledgeFiles = [knowledge] },
            TestContext.Current.CancellationToken).Posts.Where(p => p.Post.AuxiliaryKnowledge is not null).Take(300).ToList();
        var recorded = posts.GroupBy(p => Riveg.LanguageModels.Prompts.Prompt.Quote(p.Post.Text))
            .ToDictionary(g => g.Key, g => g.First().Post.AuxiliaryKnowledge!);
        await using var server = await LoopbackChatServer.StartAsync(
            body => recorded[LoopbackChatServer.UserText(body).Split('\n')[0]["Text: ".Length..]]);
        using var folder = new TemporaryFolder();
        using (var online = new LanguageModelRun { CacheFolder = folder.Path })
        using (var model = ChatFixture.Model(server, online))
        {
            Assert.Empty(await KnowledgeWriter.WriteAsync(
                posts, new ChatKnowledgeSource(model), TextWriter.Null, cancellationToken: TestContext.Current.CancellationToken));
        }

        using var offline = new LanguageModelRun { CacheFolder = folder.Path, Offline = true };
        using var replayed = ChatFixture.Model(server, offline);
        using var written = new StringWriter();
        await KnowledgeWriter.WriteAsync(
            posts, new ChatKnowledgeSource(replayed), written, cancellationToken: TestContext.Current.CancellationToken);

        var path = Path.Combine(folder.Path, "dev.txt");
        await File.WriteAllTextAsync(path, written.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(
            posts.Select(p => recorded[Riveg.LanguageModels.Prompts.Prompt.Quote(p.Post.Text)]),
            KnowledgeFile.Read(path, new List<DatasetFault>()).Select(r => r.Answer));
    }
}
