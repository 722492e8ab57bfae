using System.Diagnostics;
using System.Text;

namespace Riveg.Tests.Posts;

/// <summary>
/// Asks the machine's ICU for normalization forms, in a process of its own: the tests run in invariant globalisation, as the command
/// does.
/// </summary>
internal static class IcuProcess
{
    /// <summary>Each text's NFC and NFKC; null where .NET finds no ICU on this machine.</summary>
    public static async Task<IReadOnlyList<(string Canonical, string Compatible)>?> NormalizeAsync(IEnumerable<string> texts)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Riveg.UnicodeTables.dll"));
        start.ArgumentList.Add("icu");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(string.Concat(texts.Select(t =>
                $"{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(t))}\n")));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read: what it said on standard error tells why.
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if ((await error).Contains("ICU", StringComparison.Ordinal))
        {
            return null;
        }

        Assert.Equal((0, string.Empty), (process.ExitCode, await error));
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).Select(p =>
            (Text(p[0]), Text(p[1])))];
    }

    private static string Text(string hex) => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(hex));
}
