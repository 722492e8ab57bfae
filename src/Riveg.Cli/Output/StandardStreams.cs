using System.Runtime.InteropServices;
using System.Text;

namespace Riveg.Cli.Output;

/// <summary>
/// Standard output and standard error of the process. The console's own stream passes over in silence that its reader is gone; this one ends the run.
/// </summary>
internal static partial class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Bytes as they are.</summary>
    public static Stream Output { get; } = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1);

    /// <summary>Text as it is, for what steers the terminal on purpose (tables in colour).</summary>
    public static TextWriter RawOutput { get; } = new StreamWriter(Output, Utf8) { AutoFlush = true };

    /// <summary>Text as it is, for what steers the terminal on purpose (progress).</summary>
    public static TextWriter RawError { get; } = new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true };

    /// <summary>Lets everything that is written through <see cref="Console"/> go through <see cref="VisibleText"/>.</summary>
    public static void Install()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Utf8;
        }

        Console.SetOut(new VisibleTextWriter(RawOutput));
        Console.SetError(new VisibleTextWriter(RawError));
    }

    /// <summary>One line for people on standard error, behind the command's name.</summary>
    public static void Say(string message) => Console.Error.WriteLine($"riveg: {VisibleText.OneLine(message)}");

    /// <summary>Writes to a POSIX file descriptor.</summary>
    private sealed partial class DescriptorStream(int descriptor) : Stream
    {
        private const int Interrupted = 4;
        private const int BrokenPipe = 32;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

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
                if (error != Interrupted)
                {
                    throw error == BrokenPipe
                        ? new OutputClosedException()
                        : new OutputFailedException($"Standard output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
                }
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private static nint WriteToDescriptor(int descriptor, ReadOnlySpan<byte> buffer, nint count) => WriteNative(descriptor, in MemoryMarshal.GetReference(buffer), count);

        [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
        private static partial nint WriteNative(int descriptor, in byte buffer, nint count);
    }
}
