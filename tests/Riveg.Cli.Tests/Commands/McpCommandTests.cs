using System.Diagnostics;
using System.Text.Json;

namespace Riveg.Cli.Tests.Commands;

public sealed class McpCommandTests : CommandFolder
{
    private const string Begin =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"""
        + """
        "clientInfo":{"name":"t","version":"1"}}}
        {"jsonrpc":"2.0","method":"notifications/initialized"}

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mcp_InputEnds_WhatWasAskedIsAnswered()
    {
        var calls = string.Concat(Enumerable.Range(1, 12).Select(i => Call(i, $"Adele sings in London {i}")));

        var outcome = await RivegProcess.RunWithInputAsync(Begin + calls, "mcp");

        Assert.Equal(0, outcome.ExitCode);
        var answers = Lines(outcome.Output);
        Assert.Equal(Enumerable.Range(0, 13), answers.Select(a => a.GetProperty("id").GetInt32()).Order());
        Assert.All(answers, a => Assert.True(a.TryGetProperty("result", out _)));
        Assert.Equal(
            "riveg: serves tools over MCP with the profile builtin; no files are read, since no folder was allowed (--allow DIR)."
            + Environment.NewLine,
            outcome.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("{\n")]
    [InlineData("hello\n")]
    [InlineData("[]\n")]
    [InlineData("\u0000\u0001\n")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""")]
    public async Task Mcp_NoProtocol_EndsInOrder(string input)
    {
        var outcome = await RivegProcess.RunWithInputAsync(input, "mcp");

        Assert.Equal(0, outcome.ExitCode);
        Assert.All(Lines(outcome.Output), l => Assert.Equal("2.0", l.GetProperty("jsonrpc").GetString()));
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mcp_StopSignal_EndsInOrder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of POSIX");
        using var process = RivegProcess.Start("mcp");
        await process.StandardInput.WriteAsync(Begin + Call(1, "Adele sings in London"));
        await process.StandardInput.FlushAsync(Token);
        var answers = new[] { await ReadAsync(process), await ReadAsync(process) };

        using (var kill = Process.Start("kill", [$"{process.Id}"]))
        {
            await kill.WaitForExitAsync(Token);
        }

        await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal([0, 1], answers.Select(a => a.GetProperty("id").GetInt32()).Order());
        Assert.Empty(await process.StandardOutput.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Mcp_ReaderIsGone_Ends()
    {
        using var process = RivegProcess.Start("mcp");
        process.StandardOutput.Close();

        try
        {
            await process.StandardInput.WriteAsync(Begin + Call(1, "Adele"));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.DoesNotContain("   at ", await process.StandardError.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mcp_MessageWithoutEnd_IsRefused()
    {
        using var process = RivegProcess.Start("mcp", "--max-body", "1000");
        try
        {
            await process.StandardInput.WriteAsync(Begin + new string('x', 9_000_000));
        }
        catch (IOException)
        {
            // It does not read on.
        }

        var error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(2, process.ExitCode);
        Assert.EndsWith(
            $"riveg: A message has more than 8001332 bytes; send smaller pictures, or raise --max-body.{Environment.NewLine}",
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mcp_WithoutAspNetCore_Answers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links of POSIX");
        var root = At("dotnet");
        var runtime = Path.TrimEndingDirectorySeparator(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory());
        var installed = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        Directory.CreateDirectory(Path.Combine(root, "shared"));
        File.Copy(Path.Combine(installed, "dotnet"), Path.Combine(root, "dotnet"));
        Directory.CreateSymbolicLink(Path.Combine(root, "host"), Path.Combine(installed, "host"));
        Directory.CreateSymbolicLink(
            Path.Combine(root, "shared", "Microsoft.NETCore.App"), Path.Combine(installed, "shared", "Microsoft.NETCore.App"));
        var start = new ProcessStartInfo(Path.Combine(root, "dotnet"), [RivegProcess.Assembly, "mcp"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] = root;
        start.Environment["DOTNET_MULTILEVEL_LOOKUP"] = "0";
        start.Environment["RIVEG_PROFILE"] = null;
        start.Environment["XDG_CONFIG_HOME"] = root;
        using var process = Process.Start(start)!;

        await process.StandardInput.WriteAsync(Begin + Call(1, "Adele sings in London"));
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Equal(0, process.ExitCode);
        var annotation = Lines(output)[^1].GetProperty("result").GetProperty("structuredContent");
        Assert.Equal("Adele", annotation.GetProperty("entities")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("There is no profile \"nosuch\"", "mcp", "--profile", "nosuch")]
    [InlineData("there is no folder /nosuch for --allow", "mcp", "--allow", "/nosuch")]
    [InlineData("--max-body is 1000 to 1000000000", "mcp", "--max-body", "5")]
    [InlineData("--time-limit is above 0", "mcp", "--time-limit", "0")]
    [InlineData("--trust-url: ftp://x is none of the form", "mcp", "--trust-url", "ftp://x")]
    [InlineData("--offline goes with --cache DIR", "mcp", "--offline")]
    public async Task Mcp_WrongUse_IsTold(string message, params string[] arguments)
    {
        var outcome = await RivegProcess.RunAsync(arguments);

        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    private static string Call(int id, string text) =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/call","params":{"name":"annotate_post","arguments":{"text":"{{text}}"""
        + "\"}}}\n";

    private static async Task<JsonElement> ReadAsync(Process process) =>
        JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Token))!).RootElement;
}
