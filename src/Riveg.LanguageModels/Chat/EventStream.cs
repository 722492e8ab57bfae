using System.Text;
using System.Text.Json;

namespace Riveg.LanguageModels.Chat;

/// <summary>Lines of server-sent events, which some servers send whether a stream was asked for or not.</summary>
internal static class EventStream
{
    private static readonly string[] Fields = ["data", "event", "id", "retry"];

    /// <summary>The text without the comments that a gateway sends to keep the connection open, where anything else is in it.</summary>
    public static string WithoutComments(string text) => text.StartsWith(':')
        ? string.Join('\n', text.Split('\n').SkipWhile(l => l.TrimStart().StartsWith(':') || string.IsNullOrWhiteSpace(l))).Trim()
        : text;

    /// <summary>Whether the text is a stream of events.</summary>
    public static bool Is(string text) => Array.Exists(
        Fields, f => text.StartsWith(f, StringComparison.Ordinal) && text.Length > f.Length && text[f.Length] == ':');

    /// <summary>The data of each event, in order.</summary>
    public static IEnumerable<string> Data(string text)
    {
        var data = new StringBuilder();
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r')).Append(string.Empty))
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    yield return data.ToString().Trim();
                }

                data.Clear();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                // Some servers leave the blank line between events out; an event that is whole ends with its line.
                if (data.Length > 0 && IsWhole(data.ToString()))
                {
                    yield return data.ToString().Trim();
                    data.Clear();
                }

                data.Append(line.AsSpan(5)).Append('\n');
            }
        }
    }

    private static bool IsWhole(string data)
    {
        if (data.Trim() == ReplyReader.EndOfStream)
        {
            return true;
        }

        try
        {
            using var json = JsonDocument.Parse(data);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
