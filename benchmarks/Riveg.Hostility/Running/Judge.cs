using System.Text;
using System.Text.RegularExpressions;
using Riveg.Hostility.Cases;
using SkiaSharp;

namespace Riveg.Hostility.Running;

/// <summary>Says what was wrong with a run; nothing where all that must hold did.</summary>
internal static partial class Judge
{
    private const long MostMemory = 2L << 30;

    // What a signal that comes before the command can handle it makes of the process.
    private const int KilledBySignal = 128;

    // The command's own workplaces.
    private static readonly string[] Workplaces = ["home", "hub", "cache"];

    public static IEnumerable<string> FindFaults(Scene scene, Observed seen, FolderState before, FolderState after)
    {
        if (seen.TimedOut)
        {
            return [$"it hung for {seen.Elapsed.TotalSeconds:F0} s"];
        }

        var faults = new List<string>();
        if (seen.PeakMemory > MostMemory)
        {
            faults.Add($"it used {seen.PeakMemory >> 20} MB");
        }

        JudgeText(seen, faults);
        JudgeFolder(scene, seen, before, after, faults);
        if (scene.Ending != Ending.Killed)
        {
            JudgeExitCode(scene, seen, faults);
            JudgeOutputs(scene, seen, faults);
        }

        return faults;
    }

    private static void JudgeExitCode(Scene scene, Observed seen, List<string> faults)
    {
        var code = seen.ExitCode;
        var early = scene.Ending is Ending.Interrupted or Ending.Terminated or Ending.TerminatedWaiting
            && code > KilledBySignal
            && seen.Error.Length == 0;
        if (code is null || (!early && !scene.Codes.Contains(code.Value)))
        {
            faults.Add(
                $"the exit code is {code?.ToString() ?? "none: the process broke"} instead of {string.Join(" or ", scene.Codes.Order())}");
        }

        var error = Encoding.UTF8.GetString(seen.Error);
        if (code is 2 or 3 && !error.Split('\n').Any(l => l.StartsWith("riveg: ", StringComparison.Ordinal)))
        {
            faults.Add($"exit code {code} without a line that says why");
        }
        else if (code == 1 && error.Length == 0 && scene.Ending != Ending.Unread)
        {
            faults.Add("exit code 1 without a word");
        }
    }

    private static void JudgeText(Observed seen, List<string> faults)
    {
        var error = Encoding.UTF8.GetString(seen.Error);
        if (TraceOfStack().Match(error) is { Success: true } trace)
        {
            faults.Add($"a stack trace, or a word of one: {trace.Value.Trim()}");
        }

        if (error.FirstOrDefault(IsControl) is var control and not '\0')
        {
            faults.Add($"the control character U+{(int)control:X4} on standard error");
        }
        else if (error.Contains('\0'))
        {
            faults.Add("a null character on standard error");
        }
    }

    private static void JudgeFolder(Scene scene, Observed seen, FolderState before, FolderState after, List<string> faults)
    {
        var failed = seen.ExitCode is 2 or 3;
        foreach (var path in before.Paths)
        {
            // A service that fails midway leaves what was done in a file that may be gone on with.
            var mayChange = scene.Outputs.Any(o => IsOf(path, o))
                && (!failed || (seen.ExitCode == 3 && (scene.Requests > 0 || scene.Kept is not null)));
            if (!mayChange && !IsWorkplace(path) && after[path] != before[path])
            {
                faults.Add(after[path] is null ? $"{path} is gone" : $"{path} was changed");
            }
        }

        if (scene.Kept is { } kept && !File.ReadAllBytes(Path.Combine(scene.Folder, kept.Path)).AsSpan().StartsWith(kept.Content))
        {
            faults.Add($"{kept.Path} has lost what was whole in it");
        }

        foreach (var path in after.Paths.Where(p => before[p] is null))
        {
            var isTemporary = path.EndsWith(".part", StringComparison.Ordinal) || path.EndsWith(".tmp", StringComparison.Ordinal);
            if (isTemporary && scene.Ending != Ending.Killed)
            {
                faults.Add($"{path} was left behind");
            }
            else if (!isTemporary
                && !IsWorkplace(path)
                && !scene.Outputs.Any(o => IsOf(path, o) || o.Path.StartsWith(path + "/", StringComparison.Ordinal)))
            {
                faults.Add($"{path} was written and is no output");
            }
            else if (seen.ExitCode == 2 && scene.Outputs.Any(o => o.Path == path) && after[path] != "folder")
            {
                faults.Add($"{path} was made though the command was refused");
            }
        }
    }

    private static void JudgeOutputs(Scene scene, Observed seen, List<string> faults)
    {
        if (seen.ExitCode is not (0 or 1))
        {
            return;
        }

        var ended = seen.ExitCode is 0 || scene.Ending == Ending.ByItself;
        var annotations = scene.Outputs.Find(o => o.Form == OutputForm.Annotations);

        // What lies outside the folder is a device, and may never end.
        foreach (var output in scene.Outputs.Where(o => !Path.IsPathRooted(o.Path)))
        {
            var path = Path.Combine(scene.Folder, output.Path);
            if (!Path.Exists(path))
            {
                if (seen.ExitCode == 0 && output.IsPromised)
                {
                    faults.Add($"the output {output.Path} is not there");
                }
            }
            else if (output.Form == OutputForm.Model)
            {
                if (!File.Exists(Path.Combine(path, "model.json")))
                {
                    faults.Add($"the output {output.Path} has no model.json");
                }
            }
            else if (File.Exists(path) && new FileInfo(path).LinkTarget is null)
            {
                faults.AddRange(JudgeContent(File.ReadAllBytes(path), output.Form, ended ? scene.Ids : null, seen.ExitCode == 0).Select(
                    f => $"{output.Path}: {f}"));
            }
        }

        if (scene.Ending != Ending.Unread)
        {
            faults.AddRange(JudgeContent(
                seen.Output,
                scene.StandardOutput,
                ended && annotations is null ? scene.Ids : null,
                seen.ExitCode == 0).Select(f => $"standard output: {f}"));
        }
    }

    private static IEnumerable<string> JudgeContent(byte[] content, OutputForm form, IReadOnlyList<string>? ids, bool succeeded)
    {
        switch (form)
        {
            case OutputForm.Annotations:
                return AnnotationJudge.FindFaults(content, ids);
            case OutputForm.Annotation:
                return content.Length == 0 && !succeeded ? [] : AnnotationJudge.FindFaultsOfOne(content);
            case OutputForm.Json:
                return content.Length == 0 && !succeeded ? [] : AnnotationJudge.IsJson(content) ? [] : ["it is no JSON"];
            case OutputForm.Html:
                var page = Encoding.UTF8.GetString(content).Trim();
                return page.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
                    && page.EndsWith("</html>", StringComparison.OrdinalIgnoreCase) ? [] : ["it is no whole page"];
            case OutputForm.Picture:
                using (var picture = SKBitmap.Decode(content))
                {
                    return picture is null ? ["it is no picture"] : [];
                }

            case OutputForm.Text:
                var text = Encoding.UTF8.GetString(content);
                return text.FirstOrDefault(c => c != '\t' && IsControl(c)) is var control && (control != '\0' || text.Contains('\0'))
                    ? [$"the control character U+{(int)control:X4}"]
                    : [];
            default:
                return [];
        }
    }

    private static bool IsControl(char c) => char.IsControl(c) && c != '\n';

    // Beside answers of language models stands whose they are.
    private static bool IsOf(string path, Output output) =>
        path == output.Path || path == output.Path + ".origin.json" || path.StartsWith(output.Path + "/", StringComparison.Ordinal);

    private static bool IsWorkplace(string path) => Workplaces.Contains(path.Split('/')[0]);

    [GeneratedRegex(@"^\s+at \S+\(|Unhandled exception|should not happen|Exception:|--- End of", RegexOptions.Multiline)]
    private static partial Regex TraceOfStack();
}
