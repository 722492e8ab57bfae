using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Datasets;

/// <summary>Puts pictures, knowledge and captions from the files beside a data set onto its posts.</summary>
internal static class SideFiles
{
    private static readonly string[] PictureEndings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];

    public static IReadOnlyList<GoldPost> Attach(IReadOnlyList<GoldPost> posts, DatasetReadOptions options, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        if (options.KnowledgeFile is { } knowledge)
        {
            posts = AttachKnowledge(posts, Existing(knowledge), faults, cancellationToken);
        }

        foreach (var captions in options.CaptionFiles)
        {
            posts = AttachCaptions(posts, Existing(captions), faults);
        }

        return options.ImageFolder is { } images
            ? AttachPictures(posts, images)
            : [.. posts.Select(p => p with { Post = p.Post with { Image = ImageSource.Unseen($"{p.Post.Id}.jpg") } })];
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw new DatasetException($"There is no file {path}.");

    // The side files have the split's order but may lack posts (the authors' drop the last), so each answer is given to the next post with the same tokens.
    private static List<GoldPost> AttachKnowledge(IReadOnlyList<GoldPost> posts, string path, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, Queue<int>>();
        for (var i = 0; i < posts.Count; i++)
        {
            var text = posts[i].Post.Text;
            (waiting.TryGetValue(text, out var queue) ? queue : waiting[text] = new Queue<int>()).Enqueue(i);
        }

        var result = posts.ToList();
        foreach (var (text, answer, location) in KnowledgeFile.Read(path, faults))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (waiting.TryGetValue(text, out var queue) && queue.TryDequeue(out var index))
            {
                result[index] = posts[index] with { Post = posts[index].Post with { AuxiliaryKnowledge = answer } };
            }
            else
            {
                faults.Add(new DatasetFault(DatasetFaultKind.SideFile, location, "the tokens before <EOS> are no post of the split."));
            }
        }

        if (result.Count(p => p.Post.AuxiliaryKnowledge is null) is var without and > 0)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.SideFile, path, $"{without} of {posts.Count} posts have no knowledge there."));
        }

        return result;
    }

    private static List<GoldPost> AttachCaptions(IReadOnlyList<GoldPost> posts, string path, List<DatasetFault> faults)
    {
        var captions = CaptionFile.Read(path, faults);
        return
        [
            .. posts.Select(p => captions.TryGetValue(p.Post.Id, out var caption)
                ? p with { Post = p.Post with { Captions = [.. p.Post.Captions, caption] } }
                : p),
        ];
    }

    private static List<GoldPost> AttachPictures(IReadOnlyList<GoldPost> posts, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DatasetException($"There is no folder {folder} for the pictures.");
        }

        return [.. posts.Select(p => p with { Post = p.Post with { Image = ImageSource.FromFile(FindPicture(folder, p.Post.Id)) } })];
    }

    // A missing picture keeps the usual name, so that its post fails with a line that names it.
    private static string FindPicture(string folder, string id) =>
        PictureEndings.Select(e => Path.Combine(folder, id + e)).FirstOrDefault(File.Exists) ?? Path.Combine(folder, $"{id}.jpg");
}
