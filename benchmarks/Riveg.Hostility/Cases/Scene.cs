using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Riveg.Hostility.Files;
using Riveg.Hostility.Servers;

namespace Riveg.Hostility.Cases;

/// <summary>One case: a folder with its files, what the command is given, and what must hold.</summary>
internal sealed partial class Scene(string folder, Dice dice) : IAsyncDisposable
{
    private readonly List<LoopbackServer> servers = [];

    public string Folder { get; } = folder;

    public Dice Dice { get; } = dice;

    public Mutator Mutator { get; } = new(dice);

    /// <summary>The command's arguments; paths are relative to the folder.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Variables; those that are null are taken away.</summary>
    public Dictionary<string, string?> Environment { get; } = new()
    {
        ["HOME"] = Path.Combine(folder, "home"),
        ["RIVEG_HOME"] = Path.Combine(folder, "home"),
        ["HF_HUB_CACHE"] = Path.Combine(folder, "hub"),
        ["HF_ENDPOINT"] = "http://127.0.0.1:9",
        ["HF_TOKEN"] = null,
        ["RIVEG_CHAT_ENDPOINT"] = null,
        ["RIVEG_CHAT_MODEL"] = null,
        ["OPENAI_API_KEY"] = null,
    };

    /// <summary>Standard input.</summary>
    public byte[] Input { get; set; } = [];

    /// <summary>The exit codes that fit.</summary>
    public IReadOnlySet<int> Codes { get; private set; } = new HashSet<int> { 0, 1, 2, 3 };

    /// <summary>What the command may write.</summary>
    public List<Output> Outputs { get; } = [];

    /// <summary>What standard output must hold.</summary>
    public OutputForm StandardOutput { get; set; } = OutputForm.Text;

    /// <summary>
    /// Ids that must stand on standard output or in the output, in this order, where the command came to its end; null where that cannot be
    /// known.
    /// </summary>
    public IReadOnlyList<string>? Ids { get; set; }

    /// <summary>How the process is ended.</summary>
    public Ending Ending { get; set; } = Ending.ByItself;

    /// <summary>
    /// The posts that must be in the output, in this order, after the same command with <c>--resume</c>; null where nothing follows.
    /// </summary>
    public IReadOnlyList<string>? ThenResume { get; set; }

    /// <summary>A file that is gone on with, and what it must still begin with; null where there is none.</summary>
    public (string Path, byte[] Content)? Kept { get; set; }

    /// <summary>A pipe of this name in the folder is fed with these bytes.</summary>
    public (string Name, byte[] Content)? Pipe { get; private set; }

    /// <summary>Sets the arguments.</summary>
    public Scene Run(params IEnumerable<string> arguments)
    {
        Arguments.AddRange(arguments);
        return this;
    }

    /// <summary>Says which exit codes fit.</summary>
    public Scene Expect(params IEnumerable<int> codes)
    {
        Codes = codes.ToHashSet();
        return this;
    }

    /// <summary>Declares an output that the command makes or replaces where it succeeds.</summary>
    public Scene Makes(string path, OutputForm form)
    {
        Outputs.Add(new Output(path, form, IsPromised: true));
        return this;
    }

    /// <summary>Declares something that the command may make or replace.</summary>
    public Scene MayMake(params IEnumerable<string> paths)
    {
        Outputs.AddRange(paths.Select(p => new Output(p, OutputForm.Any, IsPromised: false)));
        return this;
    }

    /// <summary>Takes the words that the command reads as names of outputs, wherever chance put them, for outputs.</summary>
    public void DeclareNamedOutputs()
    {
        foreach (var (option, name) in Arguments.Zip(Arguments.Skip(1)))
        {
            if (option is "-o" or "--output" or "--overlay" or "--cache" && name.Trim().Length > 0 && !Outputs.Exists(o => o.Path == name))
            {
                MayMake(name);
            }
        }
    }

    /// <summary>Writes a file of the case.</summary>
    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return name;
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Makes a named pipe that is fed while the command runs.</summary>
    public string WritePipe(string name, byte[] content)
    {
        if (MakePipe(Path.Combine(Folder, name), Convert.ToUInt32("600", 8)) != 0)
        {
            throw new IOException($"No pipe {name} could be made.");
        }

        Pipe = (name, content);
        return name;
    }

    /// <summary>Starts a server of this case.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> ServeAsync(RequestDelegate answer)
    {
        servers.Add(await LoopbackServer.StartAsync(answer));
        return servers[^1].Address;
    }

    /// <summary>How many requests the case's servers have got.</summary>
    public int Requests => servers.Sum(s => s.Requests);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}

/// <summary>A file or folder that a command writes.</summary>
/// <param name="Path">Relative to the case's folder.</param>
/// <param name="Form">What it must be.</param>
/// <param name="IsPromised">Whether it must be there after exit code 0.</param>
internal sealed record Output(string Path, OutputForm Form, bool IsPromised);

/// <summary>What an output must be.</summary>
internal enum OutputForm
{
    /// <summary>Text for people, without control characters.</summary>
    Text,

    /// <summary>Anything at all.</summary>
    Any,

    /// <summary>One annotation a line.</summary>
    Annotations,

    /// <summary>One annotation as a document.</summary>
    Annotation,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>A page.</summary>
    Html,

    /// <summary>A PNG.</summary>
    Picture,

    /// <summary>A folder with a converted model.</summary>
    Model,
}

/// <summary>How a process comes to its end.</summary>
internal enum Ending
{
    ByItself,

    /// <summary>SIGINT after a while; SIGTERM where the suite runs with SIGINT ignored.</summary>
    Interrupted,

    /// <summary>SIGTERM after a while.</summary>
    Terminated,

    /// <summary>SIGKILL after a while.</summary>
    Killed,

    /// <summary>The reader of standard output goes after the first bytes.</summary>
    Unread,

    /// <summary>Standard input stays open and SIGTERM comes.</summary>
    TerminatedWaiting,
}
