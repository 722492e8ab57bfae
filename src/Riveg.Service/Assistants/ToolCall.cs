using System.Text.Json;

namespace Riveg.Service.Assistants;

/// <summary>What a tool was asked.</summary>
/// <param name="arguments">As they came; null for none.</param>
/// <param name="progress">Told how far the work is.</param>
internal sealed class ToolCall(IDictionary<string, JsonElement>? arguments, ToolProgress progress)
{
    private readonly List<PostFault> faults = [];

    /// <summary>Told how far the work is.</summary>
    public ToolProgress Progress => progress;

    /// <summary>The arguments by their names; what is wrong with them is told together by <see cref="RefuseFaults"/>.</summary>
    /// <param name="known">The names that the tool reads.</param>
    public JsonFields Read(params IReadOnlyList<string> known) =>
        new(arguments ?? new Dictionary<string, JsonElement>(), string.Empty, faults, known);

    /// <summary>The fields of an argument that is an object, which is not looked at elsewhere.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="value">The object.</param>
    /// <param name="known">The names that the tool reads.</param>
    public JsonFields ReadObject(string name, JsonElement value, params IReadOnlyList<string> known) =>
        new(JsonFields.Of(value), $"{name}.", faults, known);

    /// <summary>Goes on only where nothing is wrong with the arguments.</summary>
    /// <exception cref="ToolArgumentException">Names every fault.</exception>
    public void RefuseFaults()
    {
        if (faults.Count > 0)
        {
            throw new ToolArgumentException(string.Join(' ', faults.Select(f => $"\"{f.Field}\": {f.Message}")));
        }
    }
}
