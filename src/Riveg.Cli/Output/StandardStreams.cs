using System.Runtime.InteropServices;
using System.Text;
using Riveg.Cli.Usage;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>
/// Standard output and standard error of the process. The console's own stream passes over in silence that its reader is gone; this one
/// ends the run.
/// </summary>
internal static partial class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Bytes as they are.</summary>
    public static Stream Output { get; } = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1);

    /// <summary>Text as it is, for what steers the terminal on purpose (tables in colour).</summary>
    public static TextWriter RawOutput { get; } = TextWriter.Synchronized(new StreamWriter(Output, Utf8) { AutoFlush = true });

    /// <summary>Text as it is, for what steers the terminal on purpose (progress).</summary>
    public static TextWriter RawError { get; } = TextWriter.Synchronized(new StreamWriter(
        OperatingSystem.IsWindows() ? Console.OpenStandardError() : new LossyStream(new DescriptorStream(2)), Utf8) { AutoFlush = true });

    /// <summary>Takes a terminal's line away.</summary>
    public const string EraseLine = "\r\u001b[2K";

    /// <summary>Whether a line that renews itself stands on the terminal of standard error.</summary>
    public static bool HasProgress { get; set; }

    /// <summary>Lets everything that is written through <see cref="Console"/> go through <see cref="VisibleText"/>.</summary>
    public static void Install()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Utf8;
        }

        FillClosed();
        Console.SetOut(new VisibleTextWriter(RawOutput));
        Console.SetError(new VisibleTextWriter(RawError));
    }

    /// <summary>
    /// Standard input; an empty one where the caller closed it: its number is then that of something of the runtime's own, at which a
    /// reader would wait for ever.
    /// </summary>
    public static Stream OpenInput() => IsInputClosed() ? Stream.Null : Console.OpenStandardInput();

    private static bool IsInputClosed()
    {
        const string Descriptors = "/proc/self/fd";
        if (!OperatingSystem.IsLinux() || new FileInfo($"{Descriptors}/0").LinkTarget is not { } input)
        {
            return OperatingSystem.IsLinux();
        }

        // A pipe that this process itself can write to is the runtime's; so is what has no name.
        return input.StartsWith("anon_inode:", StringComparison.Ordinal)
            || (input.StartsWith("pipe:", StringComparison.Ordinal)
                && Directory.EnumerateFiles(Descriptors)
                    .Any(d => new FileInfo(d).LinkTarget == input && IsForWriting(Path.GetFileName(d))));
    }

    private static bool IsForWriting(string descriptor)
    {
        try
        {
            // "flags:" in octal digits, of which the last says how the descriptor was opened.
            var flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").First(l => l.StartsWith("flags:", StringComparison.Ordinal));
            return flags[^1] is '1' or '2' or '5' or '6';
        }
        catch (IOException)
        {
            return false;
        }
    }

    // A stream that the caller closed would be given to the next file that is opened, and a message be written into that.
    private static void FillClosed()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (var descriptor in new[] { "0", "1", "2" })
            {
                if (!File.Exists($"/proc/self/fd/{descriptor}") && FileIdentity.Of($"/proc/self/fd/{descriptor}") is null)
                {
                    Fillers.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
                }
            }
        }
    }

    private static List<Microsoft.Win32.SafeHandles.SafeFileHandle> Fillers { get; } = [];

    /// <summary>One line for people on standard error, behind the command's name.</summary>
    public static void Say(string message) => WriteLine($"riveg: {VisibleText.OneLine(message)}");

    /// <summary>What a library warns of, on one line of standard error.</summary>
    public static void Warn(string message) => WriteLine($"warning: {VisibleText.OneLine(message)}");

    // A line that tells progress gives way; the next one follows.
    private static void WriteLine(string line)
    {
        if (HasProgress)
        {
            RawError.Write(EraseLine);
            HasProgress = false;
        }

        Console.Error.WriteLine(line);
    }

    /// <summary>Writes to a POSIX file descriptor.</summary>
    private sealed partial class DescriptorStream(int descriptor) : WriteOnlyStream
    {
        private const int Interrupted = 4;
        private const int BrokenPipe = 32;

        // Somebody made the pipe non-blocking: 11 on Linux, 35 on macOS.
        private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (buffer.Length > 0)
            {
                var written = WriteToDescriptor(descriptor, buffer, buffer.Length);
                if (written >= 0)
                {
                    buffer = buffer[(int)written..];
                    continue;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error == TryAgain)
                {
                    Thread.Sleep(5);
                }
                else if (error != Interrupted)
                {
                    throw error == BrokenPipe
                        ? new OutputClosedException()
                        : new OutputFailedException($"Standard output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
                }
            }
        }

        private static nint WriteToDescriptor(int descriptor, ReadOnlySpan<byte> buffer, nint count) =>
            WriteNative(descriptor, in MemoryMarshal.GetReference(buffer), count);

        [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
        private static partial nint WriteNative(int descriptor, in byte buffer, nint count);
    }

    /// <summary>Messages that cannot be written are lost; what the command does is not ended by that.</summary>
    private sealed class LossyStream(Stream inner) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (IOException)
            {
                // Nobody can be told.
            }
        }
    }
}
