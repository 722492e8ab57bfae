namespace Riveg.Pipeline.Profiles;

/// <summary>The implementations and the profile <c>builtin</c>: no download, no network.</summary>
internal static class BuiltinStages
{
    private const string Name = "builtin";

    public static void AddTo(StageCatalog catalog) => catalog.AddProfile(Name, ReadProfile());

    private static string ReadProfile()
    {
        using var reader = new StreamReader(typeof(BuiltinStages).Assembly.GetManifestResourceStream("Riveg.Pipeline.Profiles.builtin.json")!);
        return reader.ReadToEnd();
    }
}
