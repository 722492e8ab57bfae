using System.CommandLine;
using Riveg.Evaluation.Datasets;

namespace Riveg.Cli.Commands;

/// <summary>The options with which a command names a split of a data set and the files beside it.</summary>
internal sealed class DatasetOptions
{
    public Option<string?> Dataset { get; } = new("--dataset")
    {
        Description =
            "A data set as KIND:DIR, for example twitter-gmner:data/Twitter10000_v2.0; or riveg:FILE.jsonl, one's own annotated posts; or "
            + "label-studio:FILE.json, imagefolder:DIR/metadata.jsonl (Hugging Face), parquet:FILE.",
        HelpName = "KIND:DIR|riveg:FILE"
    };

    public Option<string> Split { get; } = new("--split")
    {
        Description = "Which split: train, dev or test, or as a gmner:DIR calls it; riveg:FILE is one.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "dev"
    };

    public Option<string[]> Images { get; } = CreateImages();

    public Option<string[]> Knowledge { get; } = new("--knowledge")
    {
        Description =
            "A language model's answers about the posts, in the authors' CoNLL form; of several files the first one that answers counts.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Captions { get; } = new("--captions")
    {
        Description = "Captions of the pictures, in the BLIP-2 or the mPLUG-Owl form; may be given several times.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    /// <summary>The data set of a command that is about it.</summary>
    public static Argument<string> CreateArgument() => new("dataset")
    {
        Description = $"A data set as KIND:DIR, or a file as riveg:FILE.jsonl; the kinds are {string.Join(", ", DatasetReference.Kinds)}.",
        HelpName = "KIND:DIR|riveg:FILE",
    };

    /// <summary>The option of folders of pictures, for every command that has it.</summary>
    public static Option<string[]> CreateImages() => new("--images")
    {
        Description = "A folder of the pictures; may be given several times, the first folder that has a picture wins.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Add(Dataset);
        command.Add(Split);
        command.Add(Images);
        command.Add(Knowledge);
        command.Add(Captions);
    }
}
