using Microsoft.Data.Sqlite;
using Riveg.Faults;

namespace Riveg.LanguageModels.Answers;

/// <summary>
/// The answers of language models on disk: one SQLite file that grows as they arrive, safe for several processes at once. An answer that
/// was put in is there after the process is killed. Thread-safe.
/// </summary>
public sealed class AnswerStore : IDisposable
{
    /// <summary>The file's name in the cache folder.</summary>
    public const string FileName = "answers.sqlite";

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
    public long Count => Run("SELECT count(*) FROM answers", _ => { }, command => (long)command.ExecuteScalar()!);

    /// <summary>Opens a folder's store, and makes it where there is none.</summary>
    /// <exception cref="AnswerStoreException">The folder cannot be written, or the file is damaged or no store.</exception>
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
            using var command = opened.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                + "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;";
            command.ExecuteNonQuery();
            return new AnswerStore(path, opened);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            opened?.Dispose();
            throw Fault(path, exception, FaultKind.WrongInput);
        }
    }

    /// <summary>The answer under a key; null where there is none.</summary>
    /// <exception cref="AnswerStoreException">The file is damaged.</exception>
    public string? Find(string key) =>
        Run("SELECT answer FROM answers WHERE key = $key", c => c.Parameters.AddWithValue("$key", key), c => c.ExecuteScalar() as string);

    /// <summary>Puts an answer in, unless there is one already: the first stays, so that all processes give the same.</summary>
    /// <returns>The answer that is in the store now.</returns>
    /// <exception cref="AnswerStoreException">The file is damaged or the disk is full.</exception>
    public string Put(string key, string model, string answer)
    {
        Run(
            "INSERT INTO answers (key, model, answer) VALUES ($key, $model, $answer) ON CONFLICT (key) DO NOTHING",
            c =>
            {
                c.Parameters.AddWithValue("$key", key);
                c.Parameters.AddWithValue("$model", model);
                c.Parameters.AddWithValue("$answer", answer);
            },
            c => c.ExecuteNonQuery());
        return Find(key) ?? answer;
    }

    /// <summary>As <see cref="Put(string, string, string)"/>, but an answer that is there gives way unless it passes a test.</summary>
    internal string Put(string key, string model, string answer, Func<string, bool> isKept)
    {
        var current = Put(key, model, answer);
        if (current == answer || isKept(current))
        {
            return current;
        }

        Run(
            "UPDATE answers SET answer = $answer WHERE key = $key AND answer = $current",
            c =>
            {
                c.Parameters.AddWithValue("$key", key);
                c.Parameters.AddWithValue("$answer", answer);
                c.Parameters.AddWithValue("$current", current);
            },
            c => c.ExecuteNonQuery());
        return Find(key) ?? answer;
    }

    /// <inheritdoc />
    public void Dispose() => connection.Dispose();

    private T Run<T>(string sql, Action<SqliteCommand> bind, Func<SqliteCommand, T> execute)
    {
        lock (gate)
        {
            try
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                bind(command);
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
