using System.Runtime.CompilerServices;

namespace Riveg.Server.Tests;

/// <summary>A test that needs the packages of <c>tests/browser</c>: skipped where they are missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Sets the condition.</summary>
    public NodeFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "needs the packages of tests/browser ('npm ci' there)";
        SkipType = typeof(NodeScript);
        SkipWhen = nameof(NodeScript.MaySkip);
    }
}

/// <summary>As <see cref="NodeFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    /// <summary>Sets the condition.</summary>
    public NodeTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "needs the packages of tests/browser ('npm ci' there)";
        SkipType = typeof(NodeScript);
        SkipWhen = nameof(NodeScript.MaySkip);
    }
}

/// <summary>A theory that needs Chromium too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    /// <summary>Sets the condition.</summary>
    public BrowserTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "needs Chromium and the packages of tests/browser ('npm ci' there)";
        SkipType = typeof(NodeScript);
        SkipWhen = nameof(NodeScript.MaySkipBrowser);
    }
}
