using System.Security.Cryptography;
using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli.Runs;

/// <summary>SHA-256 of what a run reads, by its content and not by its place.</summary>
internal static class RunHash
{
    /// <summary>Of the posts that are learned from, in their order.</summary>
    public static string Of(IEnumerable<TaggerExample> examples) => Of(writer =>
    {
        foreach (var example in examples)
        {
            Write(writer, example.Post, example.Entities);
            foreach (var knowledge in example.Knowledge)
            {
                writer.Write(knowledge);
            }

            writer.Write(example.Rules ?? string.Empty);
        }
    });

    /// <summary>Of the posts that a run is judged by.</summary>
    public static string Of(Dataset dev) => Of(writer =>
    {
        foreach (var gold in dev.Posts)
        {
            Write(writer, gold.Post, gold.Entities.Select(e => (e.Span, e.Type)));
            writer.Write(gold.Post.AuxiliaryKnowledge ?? string.Empty);
        }
    });

    /// <summary>Of the vectors as they are served.</summary>
    public static string Of(WordVectors vectors) => Of(writer => vectors.Write(writer.BaseStream));

    /// <summary>Of the clusters as they are served.</summary>
    public static string OfClusters(TaggerReader reader) => Of(writer => reader.WriteClusters(writer.BaseStream));

    private static void Write(BinaryWriter writer, Post post, IEnumerable<(TextSpan Span, EntityType Type)> entities)
    {
        writer.Write(post.Id);
        writer.Write(post.Text);
        foreach (var token in post.Tokens ?? [])
        {
            writer.Write(token.Start);
            writer.Write(token.End);
        }

        writer.Write(post.Tokens is null);
        foreach (var (span, type) in entities)
        {
            writer.Write(span.Start);
            writer.Write(span.End);
            writer.Write(type.Name);
        }

        writer.Write(-1);
    }

    private static string Of(Action<BinaryWriter> write)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            write(writer);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }
}
