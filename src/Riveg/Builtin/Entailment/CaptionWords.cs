using System.Runtime.CompilerServices;
using Riveg.Evidence;

namespace Riveg.Builtin.Entailment;

/// <summary>The words of captions, taken apart once for all mentions of a post.</summary>
internal static class CaptionWords
{
    private static readonly ConditionalWeakTable<string, string[]> Known = [];

    /// <summary>The words of a caption, in lower case.</summary>
    public static string[] Of(string caption) => Known.GetValue(caption, static text => Words.Of(text));
}
