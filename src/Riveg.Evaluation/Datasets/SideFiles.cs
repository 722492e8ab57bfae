using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>Puts knowledge, captions and pictures from the files beside a data set onto its posts.</summary>
internal static class SideFiles
{
    public static IReadOnlyList<GoldPost> Attach(
        IReadOnlyList<GoldPost> posts, DatasetReadOptions options, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        posts = AttachKnowledge(posts, [.. options.KnowledgeFiles.Select(Existing)], faults, cancellationToken);
        return AttachCaptions(posts, [.. options.CaptionFiles.Select(Existing)], faults);
    }

    /// <summary>Pictures that are called after their posts' ids; without a folder they exist and cannot be seen.</summary>
    public static IReadOnlyList<GoldPost> AttachPictures(IReadOnlyList<GoldPost> posts, DatasetReadOptions options)
    {
        var folders = ImageFolders(options);
        var pictures = folders.Count == 0 ? null : new PictureFolders(folders);
        return [.. posts.Select(p => p with { Post = p.Post with { Image = PictureOf(p.Post.Id) } })];

        ImageSource PictureOf(string id) => pictures?.OfId(id) ?? ImageSource.Unseen($"{id}.jpg");
    }

    /// <summary>The folders of pictures.</summary>
    /// <exception cref="DatasetException">One does not exist.</exception>
    public static IReadOnlyList<string> ImageFolders(DatasetReadOptions options) => [.. options.ImageFolders.Select(ExistingFolder)];

    private static string Existing(string path) =>
        HomePath.Expand(path) is var expanded && File.Exists(expanded) ? expanded : throw new DatasetException($"There is no file {path}.");

    private static string ExistingFolder(string path) =>
        HomePath.Expand(path) is var expanded && Directory.Exists(expanded)
            ? expanded
            : throw new DatasetException($"There is no folder {path} for the pictures.");

    private static List<GoldPost> AttachKnowledge(
        IReadOnlyList<GoldPost> posts, List<string> paths, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        var byText = posts.Select((p, i) => (p.TokenText, Index: i)).ToLookup(p => p.TokenText, p => p.Index);
        var answers = posts.Select(_ => new List<string>()).ToList();
        foreach (var path in paths)
        {
            AddAnswers(path, byText, answers, faults, cancellationToken);
        }

        return
        [
            .. posts.Select((p, i) => answers[i] is [var first, .. var further]
                ? p with { Post = p.Post with { AuxiliaryKnowledge = first }, FurtherKnowledge = further }
                : p),
        ];
    }

    // The side files have the split's order but may lack posts (the authors' drop the last) or hold the split several times, so an answer
    // goes to the next
    // post with the same tokens, and after the last one of them to the first again.
    private static void AddAnswers(
        string path,
        ILookup<string, int> byText,
        List<List<string>> answers,
        List<DatasetFault> faults,
        CancellationToken cancellationToken)
    {
        var given = new Dictionary<string, int>();
        var answered = new HashSet<int>();
        foreach (var (text, answer, location) in KnowledgeFile.Read(path, faults))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var indices = byText[text].ToList();
            if (indices.Count == 0)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.SideFile, location, "the tokens before <EOS> are no post of the split."));
                continue;
            }

            var index = indices[given.GetValueOrDefault(text) % indices.Count];
            given[text] = given.GetValueOrDefault(text) + 1;
            answered.Add(index);
            answers[index].Add(answer);
        }

        if (answered.Count < answers.Count)
        {
            faults.Add(new DatasetFault(
                DatasetFaultKind.SideFile,
                path,
                $"{answers.Count - answered.Count} of {answers.Count} posts have no knowledge there."));
        }
    }

    private static IReadOnlyList<GoldPost> AttachCaptions(IReadOnlyList<GoldPost> posts, List<string> paths, List<DatasetFault> faults)
    {
        var ids = posts.Select(p => p.Post.Id).ToHashSet();
        foreach (var path in paths)
        {
            var captions = CaptionFile.Read(path, faults);
            var strangers = captions.Keys.Where(id => !ids.Contains(id)).ToList();
            if (captions.Count == 0)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.SideFile, path, "there is no caption in it."));
            }
            else if (strangers.Count > 0)
            {
                faults.Add(new DatasetFault(
                    DatasetFaultKind.SideFile,
                    path,
                    $"{strangers.Count} of its {captions.Count} captions are of no post of the split (the first is of "
                        + $"{strangers[0]})."));
            }

            posts =
            [
                .. posts.Select(p => captions.TryGetValue(p.Post.Id, out var caption)
                    ? p with { Post = p.Post with { Captions = [.. p.Post.Captions, caption] } }
                    : p),
            ];
        }

        if (paths.Count > 0 && posts.Count(p => p.Post.Captions.Count == 0) is var without and > 0)
        {
            faults.Add(new DatasetFault(
                DatasetFaultKind.SideFile,
                paths[^1],
                $"{without} of {posts.Count} posts have no caption "
                    + $"there{(paths.Count > 1 ? " or in the other files" : string.Empty)}."));
        }

        return posts;
    }
}
