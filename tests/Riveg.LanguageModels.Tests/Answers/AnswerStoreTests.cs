using Microsoft.Data.Sqlite;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Tests.Answers;

public sealed class AnswerStoreTests
{
    private const string FirstVersion =
        "CREATE TABLE answers (key TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;"
        + """INSERT INTO answers VALUES ('k', 'm', '{"text":"yes","finishReason":"stop"}');""";

    [Fact]
    public void Put_TwoProcessesWithTheSameKey_KeepsTheFirst()
    {
        using var folder = new TemporaryFolder();
        using var one = AnswerStore.Open(folder.Path);
        using var two = AnswerStore.Open(folder.Path);

        Assert.Equal("first", one.Put("k", "m", "first"));
        Assert.Equal("first", two.Put("k", "m", "second"));
        Assert.Equal(("first", 1), (two.Find("k"), two.Count));
    }

    [Fact]
    public void PutAnswer_WhatIsKnownOfIt_ComesBackAndStandsInColumns()
    {
        using var folder = new TemporaryFolder();
        var answer = new StoredAnswer("yes", "stop", null)
        {
            At = new DateTimeOffset(2026, 11, 26, 20, 0, 0, 5, TimeSpan.Zero),
            ServedModel = "m-2026",
            InputTokens = 10,
            OutputTokens = 2,
        };
        using (var store = AnswerStore.Open(folder.Path))
        {
            Assert.Equal(answer, store.PutAnswer("k", "m", answer, _ => true));
            Assert.Equal(answer, store.PutAnswer("k", "m", answer with { Text = "no" }, _ => true));
            Assert.Equal("no", store.PutAnswer("k", "m", answer with { Text = "no" }, _ => false).Text);
        }

        Assert.Equal(
            "m, 2026-11-26T20:00:00.005Z, m-2026, 10, 2, stop",
            Query(folder, "SELECT concat_ws(', ', model, asked_at, served_model, prompt_tokens, completion_tokens, finish) FROM answers"));
        Assert.Equal(2L, Query(folder, "PRAGMA user_version"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void FindAnswer_WhatIsNoAnswer_IsNotThereAndGivesWay(string json)
    {
        using var folder = new TemporaryFolder();
        using var store = AnswerStore.Open(folder.Path);
        store.Put("k", "m", json);

        Assert.Null(store.FindAnswer("k"));
        Assert.Equal("yes", store.PutAnswer("k", "m", new StoredAnswer("yes", "stop", null), _ => true).Text);
    }

    [Fact]
    public void Open_FirstVersion_IsBroughtUpToDateWithItsAnswers()
    {
        using var folder = new TemporaryFolder();
        Write(folder, FirstVersion);

        Parallel.For(0, 4, _ =>
        {
            using var store = AnswerStore.Open(folder.Path);
            Assert.Equal(new StoredAnswer("yes", "stop", null), store.FindAnswer("k"));
        });

        // An earlier version goes on with the file.
        Write(folder, "INSERT INTO answers (key, model, answer) VALUES ('l', 'm', '{\"text\":\"no\"}')");
        using var again = AnswerStore.Open(folder.Path);
        Assert.Equal(("no", 2), (again.FindAnswer("l")!.Text, again.Count));
    }

    [Fact]
    public void Open_NewerVersion_IsRefusedInOneLineAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        Write(folder, FirstVersion + "PRAGMA user_version=3;");
        var before = Bytes(folder);

        var exception = Assert.Throws<AnswerStoreException>(() => AnswerStore.Open(folder.Path));

        Assert.Equal(
            $"The answer store {Path.Combine(folder.Path, AnswerStore.FileName)} was made by a newer version of Riveg (its schema is 3, "
            + "this one knows 2); update Riveg, or name another folder.",
            exception.Message);
        Assert.Equal(before, Bytes(folder));
    }

    [Theory]
    [InlineData("CREATE TABLE other (id INTEGER);")]
    [InlineData("CREATE TABLE answers (id INTEGER, answer TEXT);")]
    [InlineData("PRAGMA user_version=1;")]
    public void Open_DatabaseOfAnotherKind_IsRefusedAndLeftAlone(string sql)
    {
        using var folder = new TemporaryFolder();
        Write(folder, sql);
        var before = Bytes(folder);

        var exception = Assert.Throws<AnswerStoreException>(() => AnswerStore.Open(folder.Path));

        Assert.Contains("is no answer store; move it away, or name another folder.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bytes(folder));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Open_DamagedFile_SaysSoInOneLine()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, AnswerStore.FileName), new string('x', 5000));

        var exception = Assert.Throws<AnswerStoreException>(() => AnswerStore.Open(folder.Path));

        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static byte[] Bytes(TemporaryFolder folder) => File.ReadAllBytes(Path.Combine(folder.Path, AnswerStore.FileName));

    private static void Write(TemporaryFolder folder, string sql) => Query(folder, sql);

    private static object? Query(TemporaryFolder folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, AnswerStore.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
