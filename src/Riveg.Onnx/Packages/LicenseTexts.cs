using Riveg.Onnx.Store;

namespace Riveg.Onnx.Packages;

/// <summary>The texts of the licences under which models may be passed on, with the line of whoever has the copyright.</summary>
internal static class LicenseTexts
{
    private const string Copyright = "{copyright}";

    /// <summary>
    /// The licence of a model as it is to lie beside its files; null where its text, or whose the model is, is not known.
    /// </summary>
    public static string? Of(ModelEntry model)
    {
        using var stream = typeof(LicenseTexts).Assembly.GetManifestResourceStream($"Riveg.Onnx.Packages.Licenses.{model.License}.txt");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        return !text.Contains(Copyright, StringComparison.Ordinal) ? $"{Head(model)}\n{text}"
            : model.Copyright is { } line ? $"{Head(model)}\n{text.Replace(Copyright, line, StringComparison.Ordinal)}"
            : null;
    }

    private static string Head(ModelEntry model) =>
        $"""
        Model {model.Name}: {model.Purpose}
        From {model.Repository}, {model.Revision}{(model.Author is { } author ? $"; made by {author}" : string.Empty)}
        {(model.Copyright is { } line ? line + "\n" : string.Empty)}Licence: {model.License}

        """.ReplaceLineEndings("\n");
}
