namespace Riveg.Service;

/// <summary>What is wrong with a field of what one who asks has sent.</summary>
/// <param name="Field">The field, such as <c>image.base64</c>; empty for the whole.</param>
/// <param name="Message">One line: what is wrong and what to do.</param>
internal sealed record PostFault(string Field, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Field.Length == 0 ? Message : $"\"{Field}\": {Message}";
}
