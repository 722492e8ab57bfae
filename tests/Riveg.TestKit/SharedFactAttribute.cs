using System.Runtime.CompilerServices;
using Xunit;

namespace Riveg.TestKit;

/// <summary>A test that needs <c>../shared</c>: skipped where that is missing, but never on CI, where it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    /// <summary>Sets the condition.</summary>
    public SharedFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "needs ../shared";
        SkipType = typeof(SharedFolder);
        SkipWhen = nameof(SharedFolder.MaySkip);
    }
}

/// <summary>As <see cref="SharedFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    /// <summary>Sets the condition.</summary>
    public SharedTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "needs ../shared";
        SkipType = typeof(SharedFolder);
        SkipWhen = nameof(SharedFolder.MaySkip);
    }
}
