using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Riveg.Faults;

namespace Riveg.Onnx.Sessions;

/// <summary>The way to ONNX Runtime's native library: what can go wrong on it becomes one line that says what to do.</summary>
internal static class NativeRuntime
{
    private static readonly Lock Gate = new();

    /// <summary>The execution providers that the library was built with.</summary>
    /// <exception cref="StageUnavailableException">The library cannot be loaded.</exception>
    public static IReadOnlyList<string> Providers => Guard(() => OrtEnv.Instance().GetAvailableProviders());

    /// <summary>The library's version.</summary>
    /// <exception cref="StageUnavailableException">The library cannot be loaded.</exception>
    public static string Version => Guard(() => OrtEnv.Instance().GetVersionString());

    /// <summary>Does something with the library.</summary>
    /// <exception cref="StageUnavailableException">The library cannot be loaded.</exception>
    public static T Guard<T>(Func<T> use)
    {
        try
        {
            _ = RuntimeLibrary.ChosenPath;
            MakeQuiet();
            return use();
        }
        catch (Exception e) when (LoadFault(e) is { } fault)
        {
            throw new StageUnavailableException(
                $"ONNX Runtime's native library cannot be loaded ({fault}); install the package Microsoft.ML.OnnxRuntime with its files "
                + $"for {RuntimeInformation.RuntimeIdentifier}.",
                e);
        }
    }

    // Faults come as exceptions; the library's own lines on the console would say them twice. A host that has set it up already keeps what
    // it has.
    private static void MakeQuiet()
    {
        lock (Gate)
        {
            if (!OrtEnv.IsCreated)
            {
                var options = new EnvironmentCreationOptions { logId = "riveg", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
                OrtEnv.CreateInstanceWithOptions(ref options);
            }
        }
    }

    // The library is loaded in static constructors, so that the fault comes wrapped.
    private static string? LoadFault(Exception exception) => exception switch
    {
        DllNotFoundException or EntryPointNotFoundException or BadImageFormatException => exception.Message.ReplaceLineEndings(" ").Trim(),
        TypeInitializationException { InnerException: { } inner } => LoadFault(inner),
        _ => null,
    };
}
