using System.Globalization;
using System.Text;
using Riveg.Networks.Conversion;
using Riveg.Training.Cli.Configuration;
using Riveg.Training.Cli.Data;
using Riveg.Training.Cli.Runs;

namespace Riveg.Training.Cli.Reports;

/// <summary>What a model is, in words: made from what happened, the same for the same run.</summary>
internal sealed record ModelCard(
    ConfigFile File,
    string ConfigSha256,
    RunIdentity Identity,
    TaggerPosts Posts,
    RunState State,
    ViewCalibration? Text,
    ViewCalibration? Knowledge,
    ModelDescription Model)
{
    public const string FileName = "MODEL-CARD.md";

    private readonly StringBuilder page = new();

    /// <summary>The page, in Markdown.</summary>
    public string Write()
    {
        page.Clear();
        Line("# A named-entity tagger of posts");
        Line();
        Line("A bidirectional LSTM with a linear-chain CRF over vectors of words, Brown clusters, letters, kinds of writing, "
            + "and what auxiliary");
        Line("knowledge says of the tokens. Made by `riveg train tagger`; a profile takes its folder: "
            + "`{\"use\":\"tagger\",\"model\":\"DIR\"}`.");
        Line();
        Line($"* model: `{Model.Hash()}` (what provenance says)");
        foreach (var file in Model.Files!)
        {
            Line($"* `{file.Name}`: {file.Bytes:N0} bytes, SHA-256 `{file.Sha256}`");
        }

        Line($"* labels: {string.Join(", ", Model.Tagger!.Labels)}");
        Line($"* Riveg {Model.RivegVersion}");
        WriteScores();
        WriteData();
        WriteSettings();
        WriteLicences();
        return page.ToString();
    }

    private void WriteScores()
    {
        Heading("Scores");
        if (Posts.Dev is null)
        {
            Line($"The config names no dev, so the last of {State.Epochs.Count} epochs is kept; nothing was judged, "
                + "and the scores of mentions are");
            Line("not calibrated.");
            return;
        }

        Line($"MNER on dev ({Posts.DevSplit!.Name}), exact span and type; with knowledge are the posts that have some. Dev chose");
        Line($"the epoch ({State.Best!.Epoch} of {State.Epochs.Count}), the shift of O and the calibration, "
            + "so these figures flatter a little.");
        Line();
        Line("| view | posts | entities | precision | recall | F1 | calibration error | shift of O | slope | intercept |");
        Line("|---|---|---|---|---|---|---|---|---|---|");
        WriteView("text alone", Text);
        WriteView("with knowledge", Knowledge);
    }

    private void WriteView(string name, ViewCalibration? view)
    {
        if (view is not null)
        {
            var (figures, set) = (view.Figures, view.Calibration);
            Line($"| {name} | {view.Posts:N0} | {view.Entities:N0} | {figures.Precision:F4} | {figures.Recall:F4} | {figures.F1:F4} | "
                + $"{view.Error?.ToString("F4", CultureInfo.InvariantCulture) ?? "none"} | "
                + FormattableString.Invariant($"{set.OutsideShift:F1} | {set.Slope:F4} | {set.Intercept:F4} |"));
        }
    }

    private void WriteData()
    {
        Heading("Data");
        Line("| data | rules | posts | entities | left out |");
        Line("|---|---|---|---|---|");
        foreach (var learned in Posts.Learned)
        {
            Line($"| {learned.Split.Name} | {learned.Split.Rules ?? "our own"} | {learned.Posts.Count:N0} | "
                + $"{learned.EntityCount:N0} | "
                + $"{string.Join(", ", learned.LeftOut.Select(l => FormattableString.Invariant($"{l.Count:N0} {l.Reason}")))} |");
        }

        Line();
        Line($"* SHA-256 of all that was learned from: `{Identity.Posts}`");
        if (Identity.Dev is { } dev)
        {
            Line($"* of dev: `{dev}`");
        }

        Line($"* of the vectors ({Identity.Width} numbers a word): `{Identity.Vectors}`");
        Line($"* of the clusters: `{Identity.Clusters}`");
    }

    private void WriteSettings()
    {
        Heading("Config");
        Line($"`{Path.GetFileName(File.Path)}`, SHA-256 `{ConfigSha256}`:");
        Line();
        foreach (var (key, value) in Identity.Settings)
        {
            Line($"* `{key}`: {value}");
        }
    }

    private void WriteLicences()
    {
        Heading("Licences of what went in, as far as their kinds and names tell");
        foreach (var licence in DataLicences.Of(File.Config, Posts.Vectors, Posts.Learned.Select(l => l.Split)))
        {
            Line($"* {licence}");
        }

        Line();
        Line("No text of a post is in the model; words are kept as hashes.");
    }

    private void Heading(string text)
    {
        Line();
        Line($"## {text}");
        Line();
    }

    private void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Line(string text = "") => page.Append(text).Append('\n');
}
