using System.Text;

namespace Riveg.Recognition.Reading;

/// <summary>The letters and digits of a post in lower case without anything between them, and which token each belongs to.</summary>
internal sealed class SqueezedText
{
    private readonly List<int> tokens = [];

    public SqueezedText(TokenizedPost post)
    {
        var builder = new StringBuilder(post.TextLength);
        for (var i = 0; i < post.Count; i++)
        {
            foreach (var c in post.Text(i))
            {
                if (char.IsLetterOrDigit(c))
                {
                    builder.Append(char.ToLowerInvariant(c));
                    tokens.Add(i);
                }
            }
        }

        Text = builder.ToString();
    }

    public string Text { get; }

    public int TokenAt(int index) => tokens[index];

    public bool BeginsToken(int index) => index == 0 || tokens[index - 1] != tokens[index];

    public bool EndsToken(int end) => end == tokens.Count || tokens[end - 1] != tokens[end];

    public static string Squeeze(string name)
        => string.Create(name.Count(char.IsLetterOrDigit), name, static (target, source) =>
        {
            var i = 0;
            foreach (var c in source)
            {
                if (char.IsLetterOrDigit(c))
                {
                    target[i++] = char.ToLowerInvariant(c);
                }
            }
        });
}
