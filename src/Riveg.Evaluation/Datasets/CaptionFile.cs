using System.Text.RegularExpressions;
using System.Text;
using Riveg.Formats;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Captions by post id: BLIP-2's form <c>id.jpg :caption</c>, or mPLUG-Owl's <c>imgid:id###caption</c>, where a caption may span several
/// lines.
/// </summary>
public static partial class CaptionFile
{
    /// <summary>Reads a file; the form is seen line by line. Of two captions for one id the first counts.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="faults">Text before the first caption is told here.</param>
    public static IReadOnlyDictionary<string, string> Read(string path, IList<DatasetFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var captions = new Dictionary<string, string>();
        string? id = null;
        var caption = new StringBuilder();
        foreach (var (line, number, fault) in TextLines.Read(path))
        {
            if (fault is not null)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.SideFile, $"{path}:{number}", $"{fault}; save the file as UTF-8."));
            }

            if (Start().Match(line) is { Success: true } start)
            {
                Keep();
                id = PictureFolders.NameOf(start.Groups["id"].Value);
                caption.Append(start.Groups["caption"].Value);
            }
            else if (id is not null)
            {
                caption.Append(' ').Append(line);
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                faults.Add(new DatasetFault(
                    DatasetFaultKind.BrokenRow,
                    $"{path}:{number}",
                    "the line is neither \"id.jpg :caption\" nor \"imgid:id###caption\"."));
            }
        }

        Keep();
        return captions;

        void Keep()
        {
            if (id is not null)
            {
                captions.TryAdd(id, string.Join(' ', caption.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            }

            caption.Clear();
        }
    }

    [GeneratedRegex(
        @"^(?:imgid:(?<id>[^#\s]+)###(?<caption>.*)|(?<id>[^\s:]+)\.(?:jpg|jpeg|png|webp|gif|bmp) ?:(?<caption>.*))$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Start();
}
