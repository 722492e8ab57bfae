using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Page;

/// <summary>The page's files and the drawn samples, which lie inside the library.</summary>
internal static class PageFiles
{
    private const string Start = "page/index.html";

    private static readonly Assembly Home = typeof(PageFiles).Assembly;

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".json"] = "application/json",
        [".jsonl"] = "application/x-ndjson",
    };

    private static readonly HashSet<string> Names = [.. Home.GetManifestResourceNames().Where(IsServed)];

    /// <summary>The first screen.</summary>
    public static IResult First() => Of(Start);

    /// <summary>A file of the page, or a sample.</summary>
    /// <param name="name">With its folder: <c>page/…</c> or <c>samples/…</c>; only names of the list are looked up.</param>
    public static IResult Of(string name) =>
        Names.Contains(name)
            ? Results.Stream(Home.GetManifestResourceStream(name)!, Kinds[Path.GetExtension(name)])
            : Results.Problem("There is no such file.", statusCode: StatusCodes.Status404NotFound, title: "There is no such file.");

    private static bool IsServed(string name) =>
        (name.StartsWith("page/", StringComparison.Ordinal) || name.StartsWith("samples/", StringComparison.Ordinal))
            && Kinds.ContainsKey(Path.GetExtension(name));
}
