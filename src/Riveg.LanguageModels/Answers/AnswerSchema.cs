using Microsoft.Data.Sqlite;

namespace Riveg.LanguageModels.Answers;

/// <summary>
/// The tables of the answer store, and how a file of an earlier version gets them. Version 1 had a key, a model and an answer, and did not
/// state its version; version 2 knows when, by which model and for how many tokens it was answered, and which question was asked instead
/// of one that was too long. An earlier version goes on reading and writing a file of version 2.
/// </summary>
internal static class AnswerSchema
{
    /// <summary>The version that this library writes.</summary>
    public const int Version = 2;

    private const string FirstTables =
        "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;";

    private const string FromFirstToSecond = """
        ALTER TABLE answers ADD COLUMN asked_at TEXT;
        ALTER TABLE answers ADD COLUMN served_model TEXT;
        ALTER TABLE answers ADD COLUMN prompt_tokens INTEGER;
        ALTER TABLE answers ADD COLUMN completion_tokens INTEGER;
        ALTER TABLE answers ADD COLUMN finish TEXT;
        CREATE TABLE stand_ins (key TEXT PRIMARY KEY, answered_by TEXT NOT NULL) WITHOUT ROWID;
        PRAGMA user_version=2;
        """;

    /// <summary>Makes the tables where there are none, and adds to those of an earlier version what they lack.</summary>
    /// <exception cref="AnswerStoreException">The file holds something else, or a newer version made it.</exception>
    /// <exception cref="SqliteException">The file is damaged.</exception>
    public static void BringUpToDate(SqliteConnection connection, string path)
    {
        // Before anything is set: a file that is refused is left as it is.
        var version = VersionOf(connection, path);
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
        if (version == Version)
        {
            return;
        }

        // Another process may be doing the same: only one is in here at a time.
        using var transaction = connection.BeginTransaction(deferred: false);
        if (VersionOf(connection, path) < Version)
        {
            Execute(connection, FirstTables);
            Execute(connection, FromFirstToSecond);
        }

        transaction.Commit();
    }

    private static long VersionOf(SqliteConnection connection, string path)
    {
        var version = Number(connection, "PRAGMA user_version;");
        var tables = Number(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table';");
        var columns = Number(connection, "SELECT count(*) FROM pragma_table_info('answers') WHERE name IN ('key', 'model', 'answer');");
        return version > Version
            ? throw new AnswerStoreException(
                $"The answer store {path} was made by a newer version of Riveg (its schema is {version}, this one knows {Version}); "
                + "update Riveg, or name another folder.")
            : (tables > 0 || version > 0) && columns < 3
                ? throw new AnswerStoreException($"The file {path} is no answer store; move it away, or name another folder.")
                : version;
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
