using Riveg.Faults;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Store;
using Riveg.Service.Profiles;

namespace Riveg.Service.Assistants;

/// <summary>The reader of words in pictures, opened when it is first needed and its model is there, and kept. Thread-safe.</summary>
internal sealed class KeptWordReader : IDisposable
{
    /// <summary>The model.</summary>
    public const string Model = "ppocr-en";

    private readonly SemaphoreSlim opening = new(1, 1);
    private WordReader? reader;

    /// <summary>The reader.</summary>
    /// <exception cref="StageUnavailableException">The model is missing; the message names the command that brings it.</exception>
    public async Task<WordReader> GetAsync(CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return reader ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            opening.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        reader?.Dispose();
        opening.Dispose();
    }

    private static async Task<WordReader> OpenAsync(CancellationToken cancellationToken)
    {
        using var store = StageSession.OpenStore();
        return WordReader.Open(
            await new ModelLocator(store).LocateAsync(Model, AppContext.BaseDirectory, cancellationToken).ConfigureAwait(false));
    }
}
