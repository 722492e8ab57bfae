using System.Numerics;

namespace Riveg.Recognition.Reading;

/// <summary>A cluster's place in the tree of Brown clusters: the branches from the root, one bit each, behind a leading 1.</summary>
/// <param name="Code">The bits; 0 for a word without a cluster.</param>
internal readonly record struct ClusterPath(uint Code)
{
    public const int LongestPath = 31;

    public bool IsKnown => Code != 0;

    /// <summary>How many branches lead to it; 0 for a word without a cluster.</summary>
    public int Length => IsKnown ? BitOperations.Log2(Code) : 0;

    /// <summary>The first branches: all of them where there are fewer. Prefixes of different lengths differ.</summary>
    public uint Prefix(int length) => Code >> Math.Max(0, Length - length);
}
