using Riveg.Evaluation.Datasets;
using Riveg.Service.Files;
using Riveg.Training.Cli.Configuration;

namespace Riveg.Training.Cli.Data;

/// <summary>What a config names: all of it is there, and nothing is read yet.</summary>
/// <param name="Learned">What is learned from.</param>
/// <param name="Dev">What the run is judged by; null for nothing.</param>
/// <param name="LeftOut">What is scored later.</param>
/// <param name="HeldBack">A list of ids; null for none.</param>
/// <param name="Vectors">The vectors of words.</param>
/// <param name="Clusters">The clusters of words; null for none.</param>
internal sealed record DataRequest(
    IReadOnlyList<NamedSplit> Learned,
    NamedSplit? Dev,
    IReadOnlyList<NamedSplit> LeftOut,
    string? HeldBack,
    string Vectors,
    string? Clusters)
{
    /// <summary>All files and folders that are read.</summary>
    public IEnumerable<string> Inputs => Learned.Concat(LeftOut).Append(Dev).OfType<NamedSplit>()
        .SelectMany(s => s.Knowledge.Append(s.Reference.Path).Append(s.File))
        .Concat(new[] { HeldBack, Vectors, Clusters }.OfType<string>());

    /// <summary>Looks up what a config names.</summary>
    /// <param name="file">The config.</param>
    /// <param name="faults">Gets what is not there.</param>
    /// <returns>Of use only where there was no fault.</returns>
    public static DataRequest From(ConfigFile file, ICollection<string> faults)
    {
        var look = new Look(file, faults);
        var config = file.Config;
        List<NamedSplit> learned = [.. config.Data.SelectMany((d, i) => look.Learned($"data[{i}]", d))];
        foreach (var twice in learned.GroupBy(s => FileIdentity.FinalPath(s.File)).Where(g => g.Count() > 1))
        {
            var places = twice.Select(s => $"\"{s.Place}\"").Distinct().ToList();
            faults.Add($"{string.Join(" and ", places)} {(places.Count == 1 ? "names" : "both name")} {twice.First().Name}; name it once");
        }

        return new DataRequest(
            learned,
            config.Dev is { } dev ? look.Dev(dev) : null,
            [.. config.LeaveOut.SelectMany((d, i) => look.Scored($"leaveOut[{i}]", d))],
            look.File("heldBack", config.HeldBack),
            look.FileOrFolder("vectors", config.Vectors),
            look.File("clusters", config.Clusters));
    }

    /// <summary>Looks things up and collects what is not there.</summary>
    private sealed class Look(ConfigFile file, ICollection<string> faults)
    {
        public IEnumerable<NamedSplit> Learned(string place, DataConfig config)
        {
            if (Reference($"{place}.dataset", config.Dataset) is not { } reference)
            {
                return [];
            }

            if (!reference.HasSplits && config.Splits.Count > 0)
            {
                faults.Add($"\"{place}.splits\" says nothing of {reference.Kind}:FILE, which is one split; leave it out");
            }

            IReadOnlyList<string?> splits = reference.HasSplits ? [.. config.Splits.DefaultIfEmpty("train")] : [null];
            return [.. splits.Select(s => Split(place, "splits", reference, s, config.Knowledge)).OfType<NamedSplit>()
                .Select(s => s with { Rules = config.Rules })];
        }

        public NamedSplit? Dev(DevConfig config)
        {
            if (Reference("dev.dataset", config.Dataset) is not { } reference)
            {
                return null;
            }

            if (!reference.HasSplits && config.Split is not null)
            {
                faults.Add($"\"dev.split\" says nothing of {reference.Kind}:FILE, which is one split; leave it out");
            }

            return Split("dev", "split", reference, reference.HasSplits ? config.Split ?? "dev" : null, config.Knowledge);
        }

        /// <summary>Every split of a data set but the one that is for learning; of a file all.</summary>
        public IReadOnlyList<NamedSplit> Scored(string place, string name)
        {
            if (Reference(place, name) is not { } reference)
            {
                return [];
            }

            if (!reference.HasSplits)
            {
                return [new NamedSplit(place, reference, null, [])];
            }

            var splits = reference.SplitsBeside("train");
            if (splits.Count == 0)
            {
                faults.Add($"\"{place}\": the data set {reference.Kind} in {reference.Path} has no split to be scored "
                    + $"(there is {(reference.Splits.Count == 0 ? "none at all" : "train alone")}), so nothing is left out; "
                    + "leave it away");
            }

            return [.. splits.Select(s => new NamedSplit(place, reference, s, []))];
        }

        public string? File(string place, string? path)
        {
            if (path is null)
            {
                return null;
            }

            if (Resolve(place, path) is not { } full)
            {
                return null;
            }

            if (!System.IO.File.Exists(full))
            {
                faults.Add(Directory.Exists(full)
                    ? $"\"{place}\" names {full}, which is a folder"
                    : $"\"{place}\": there is no file {full}");
            }

            return full;
        }

        public string FileOrFolder(string place, string path)
        {
            if ((path.Length == 0 ? file.Folder : Resolve(place, path)) is not { } full)
            {
                return string.Empty;
            }

            if (!Path.Exists(full))
            {
                faults.Add($"\"{place}\": there is no file {full}");
            }

            return full;
        }

        // No system has it in a path, and .NET refuses it.
        private bool HasNul(string place, string text)
        {
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return false;
            }

            faults.Add($"\"{place}\" holds the character NUL (\\u0000), which no name of a file has");
            return true;
        }

        private string? Resolve(string place, string path) => HasNul(place, path) ? null : file.Resolve(path);

        private DatasetReference? Reference(string place, string name)
        {
            // Where it is missing, that is told already.
            if (name.Length == 0 || HasNul(place, name))
            {
                return null;
            }

            var colon = name.IndexOf(':', StringComparison.Ordinal);
            var resolved = colon > 0 && colon < name.Length - 1 ? $"{name[..colon]}:{file.Resolve(name[(colon + 1)..])}" : name;
            try
            {
                return DatasetReference.Parse(resolved);
            }
            catch (DatasetException exception)
            {
                faults.Add($"\"{place}\": {exception.Message.TrimEnd('.')}");
                return null;
            }
        }

        private NamedSplit? Split(
            string place, string key, DatasetReference reference, string? split, IReadOnlyList<string> knowledge)
        {
            if (split is not null && HasNul($"{place}.{key}", split))
            {
                return null;
            }

            if (reference.FileOf(split) is null)
            {
                faults.Add($"\"{place}.{key}\": the data set {reference.Kind} in {reference.Path} has no split \"{split}\"; "
                    + $"there are {string.Join(", ", reference.Splits.DefaultIfEmpty("none"))}");
                return null;
            }

            var answers = knowledge.Select((k, i) => Answers($"{place}.knowledge[{i}]", k, split ?? reference.Splits[0])).ToList();
            return new NamedSplit(place, reference, split, answers);
        }

        private string Answers(string place, string path, string split)
        {
            if (Resolve(place, path) is not { } full)
            {
                return string.Empty;
            }

            var answers = Directory.Exists(full) ? Path.Combine(full, $"{split}.txt") : full;
            if (!System.IO.File.Exists(answers))
            {
                faults.Add($"\"{place}\": there is no file {answers}");
            }

            return answers;
        }
    }
}
