using System.Text.Json;
using Riveg.Cli.Usage;
using Riveg.Stages;

namespace Riveg.Cli.Output;

/// <summary>
/// Who answered in a file of knowledge or expansions: a note beside it, <c>FILE.origin.json</c>, since the authors' form has no place for
/// it. So <c>--resume</c> does not mix the answers of two models or prompts.
/// </summary>
internal static class AnswerOrigin
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The note of a file.</summary>
    public static string PathOf(string file) => $"{file}.origin.json";

    /// <summary>Writes the note; it is written before the first answer.</summary>
    /// <param name="file">The file.</param>
    /// <param name="origins">What answers, in the order of the copies of each post.</param>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public static void Write(string file, IReadOnlyList<StageInfo> origins)
    {
        try
        {
            File.WriteAllBytes(PathOf(file), JsonSerializer.SerializeToUtf8Bytes(origins, Json));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputFailedException($"{PathOf(file)} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Refuses to replace something else that is called as the note is.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="UsageException">There is something that is no note.</exception>
    public static void RefuseForeign(string file) => _ = Read(PathOf(file));

    /// <summary>Refuses to go on with a file in which somebody else answered.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stage">The stage's name.</param>
    /// <param name="now">What answers in this run.</param>
    /// <returns>Whether there is a note to be compared with.</returns>
    /// <exception cref="UsageException">Somebody else did, or the note cannot be read.</exception>
    public static bool RefuseOther(string file, string stage, StageInfo now)
    {
        if (Read(PathOf(file)) is not { } origins)
        {
            return false;
        }

        var difference = origins.Count == 1
            ? StageDifference.Find(stage, origins[0], now)
            : $"it holds the answers of {origins.Count} profiles, this run has one";
        return difference is null
            ? true
            : throw new UsageException($"{file} belongs to another run: {difference}; name another file, or replace it by --force.");
    }

    private static IReadOnlyList<StageInfo>? Read(string path)
    {
        try
        {
            return File.Exists(path)
                && JsonSerializer.Deserialize<List<StageInfo>>(File.ReadAllBytes(path), Json) is { Count: > 0 } origins
                && origins.TrueForAll(o => o is { Implementation: not null, Details: not null })
                ? origins
                : File.Exists(path) ? throw new JsonException("it names nobody") : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{path}, which says who answered, cannot be read: {Faults.Fault.OneLine(exception.Message)} "
                + "Take it away to go on without it.",
                exception);
        }
    }
}
