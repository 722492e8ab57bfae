using Riveg.Posts;
using Riveg.Service.Pictures;

namespace Riveg.Service;

/// <summary>One post that somebody sends to be annotated, and what he wants to know of it.</summary>
internal sealed record PostRequest
{
    /// <summary>How a post is called that came without a name, as <c>riveg annotate "TEXT"</c> calls it.</summary>
    public const string DefaultId = "post";

    /// <summary>Names the post in the answer.</summary>
    public string Id { get; init; } = DefaultId;

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The picture; null for a post without one.</summary>
    public GivenPicture? Picture { get; init; }

    /// <summary>The profile; null for the default one.</summary>
    public string? Profile { get; init; }

    /// <summary>A language model's answer about the post.</summary>
    public string? Knowledge { get; init; }

    /// <summary>What captioners say of the picture.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];

    /// <summary>What is told.</summary>
    public AnnotationView View { get; init; } = new();

    /// <summary>The post, with its picture as it was opened.</summary>
    public Post ToPost(ImageSource? image) => new()
    {
        Id = Id,
        Text = Text,
        Image = image,
        AuxiliaryKnowledge = Knowledge,
        Captions = Captions,
    };
}
