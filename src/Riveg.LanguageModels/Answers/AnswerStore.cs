using System.Globalization;
using Microsoft.Data.Sqlite;
using Riveg.Faults;

namespace Riveg.LanguageModels.Answers;

/// <summary>
/// The answers of language models on disk: one SQLite file that grows as they arrive, safe for several processes at once. An answer that
/// was put in is there after the process is killed. A file of an earlier version is brought up to date when it is opened. Thread-safe.
/// </summary>
public sealed class AnswerStore : IDisposable
{
    /// <summary>The file's name in the cache folder.</summary>
    public const string FileName = "answers.sqlite";

    private const DateTimeStyles Universal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    private AnswerStore(string path, SqliteConnection connection)
    {
        Path = path;
        this.connection = connection;
    }

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>How many answers are stored.</summary>
    /// <exception cref="AnswerStoreException">The file is damaged.</exception>
    public long Count => Run("SELECT count(*) FROM answers", [], command => (long)command.ExecuteScalar()!);

    /// <summary>Opens a folder's store, and makes it where there is none.</summary>
    /// <exception cref="AnswerStoreException">The folder cannot be written, the file is damaged or no store, or a newer version of Riveg
    /// made it.</exception>
    public static AnswerStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = System.IO.Path.Combine(folder, FileName);
        SqliteConnection? opened = null;
        try
        {
            Directory.CreateDirectory(folder);
            opened = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 60 }.ToString());
            opened.Open();
            AnswerSchema.BringUpToDate(opened, path);
            return new AnswerStore(path, opened);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            opened?.Dispose();
            throw Fault(path, exception, FaultKind.WrongInput);
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
    }

    /// <summary>The answer under a key; null where there is none.</summary>
    /// <exception cref="AnswerStoreException">The file is damaged.</exception>
    public string? Find(string key) =>
        Run("SELECT answer FROM answers WHERE key = $key", [("$key", key)], c => c.ExecuteScalar() as string);

    /// <summary>Puts an answer in, unless there is one already: the first stays, so that all processes give the same.</summary>
    /// <returns>The answer that is in the store now.</returns>
    /// <exception cref="AnswerStoreException">The file is damaged or the disk is full.</exception>
    public string Put(string key, string model, string answer)
    {
        Run(
            "INSERT INTO answers (key, model, answer) VALUES ($key, $model, $answer) ON CONFLICT (key) DO NOTHING",
            [("$key", key), ("$model", model), ("$answer", answer)],
            c => c.ExecuteNonQuery());
        return Find(key) ?? answer;
    }

    /// <summary>The answer under a key with what is known of it; null where there is none that can be read.</summary>
    /// <exception cref="AnswerStoreException">The file is damaged.</exception>
    internal StoredAnswer? FindAnswer(string key) => Run(
        "SELECT answer, asked_at, served_model, prompt_tokens, completion_tokens FROM answers WHERE key = $key",
        [("$key", key)],
        ReadAnswer);

    /// <summary>
    /// Puts an answer in, unless there is one already that passes a test: the first stays, so that all processes give the same.
    /// </summary>
    /// <returns>The answer that is in the store now.</returns>
    /// <exception cref="AnswerStoreException">The file is damaged or the disk is full.</exception>
    internal StoredAnswer PutAnswer(string key, string model, StoredAnswer answer, Func<StoredAnswer, bool> isKept)
    {
        const string Columns = "key, model, answer, asked_at, served_model, prompt_tokens, completion_tokens, finish";
        const string Values = "$key, $model, $answer, $at, $served, $prompt, $completion, $finish";
        (string, object?)[] values =
        [
            ("$key", key), ("$model", model), ("$answer", answer.ToJson()),
            ("$at", answer.At?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            ("$served", answer.ServedModel), ("$prompt", answer.InputTokens), ("$completion", answer.OutputTokens),
            ("$finish", answer.FinishReason),
        ];
        var isNew = Run(
            $"INSERT INTO answers ({Columns}) VALUES ({Values}) ON CONFLICT (key) DO NOTHING", values, c => c.ExecuteNonQuery()) > 0;
        if (!isNew && FindAnswer(key) is { } current && isKept(current))
        {
            return current;
        }

        if (!isNew)
        {
            // Cut off, or not to be read: an earlier version or a hand left it there.
            Run($"REPLACE INTO answers ({Columns}) VALUES ({Values})", values, c => c.ExecuteNonQuery());
        }

        return FindAnswer(key) ?? answer;
    }

    /// <summary>
    /// The key of the question that was asked instead of another one, which was too long for the model; null where there is none.
    /// </summary>
    /// <exception cref="AnswerStoreException">The file is damaged.</exception>
    internal string? FindStandIn(string key) =>
        Run("SELECT answered_by FROM stand_ins WHERE key = $key", [("$key", key)], c => c.ExecuteScalar() as string);

    /// <summary>Says which question was asked instead of one that was too long for the model.</summary>
    /// <param name="key">The key of the one that was too long.</param>
    /// <param name="answeredBy">The key of the one that has an answer.</param>
    /// <exception cref="AnswerStoreException">The file is damaged or the disk is full.</exception>
    internal void PutStandIn(string key, string answeredBy) => Run(
        "INSERT INTO stand_ins (key, answered_by) VALUES ($key, $by) ON CONFLICT (key) DO UPDATE SET answered_by = $by",
        [("$key", key), ("$by", answeredBy)],
        c => c.ExecuteNonQuery());

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            connection.Dispose();
        }
    }

    private static StoredAnswer? ReadAnswer(SqliteCommand command)
    {
        using var row = command.ExecuteReader();
        return row.Read() && StoredAnswer.Parse(row.GetString(0)) is { } answer
            ? answer with
            {
                At = !row.IsDBNull(1) && DateTimeOffset.TryParse(
                    row.GetString(1), CultureInfo.InvariantCulture, Universal, out var at) ? at : null,
                ServedModel = row.IsDBNull(2) ? null : row.GetString(2),
                InputTokens = row.IsDBNull(3) ? null : row.GetInt64(3),
                OutputTokens = row.IsDBNull(4) ? null : row.GetInt64(4),
            }
            : null;
    }

    private T Run<T>(string sql, IEnumerable<(string Name, object? Value)> values, Func<SqliteCommand, T> execute)
    {
        lock (gate)
        {
            try
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                foreach (var (name, value) in values)
                {
                    command.Parameters.AddWithValue(name, value ?? DBNull.Value);
                }

                return execute(command);
            }
            catch (SqliteException exception)
            {
                throw Fault(Path, exception, FaultKind.Unavailable);
            }
        }
    }

    private static AnswerStoreException Fault(string path, Exception exception, FaultKind kind) =>
        exception is SqliteException { SqliteErrorCode: 11 or 26 }
        ? new AnswerStoreException(
            $"The answer store {path} is damaged or no answer store; move it away, or restore it from a copy.", exception, kind)
        : new AnswerStoreException($"The answer store {path} cannot be used: {exception.Message}", exception, kind);
}

/// <summary>The answer store cannot be used; the message is one line that says what to do.</summary>
public sealed class AnswerStoreException : RivegException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    /// <param name="kind">Whether what was given is wrong, or a store that was in use serves no more.</param>
    public AnswerStoreException(string message, Exception? innerException = null, FaultKind kind = FaultKind.WrongInput)
        : base(kind, message, innerException)
    {
    }
}
