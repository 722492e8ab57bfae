using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Riveg.Networks.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Riveg.Training.Tagging;

/// <summary>
/// All that going on with a training needs, as files of a folder: weights, their averages, what the optimiser remembers, how far it is.
/// </summary>
/// <param name="Weights">The trained weights.</param>
/// <param name="Averages">The served ones.</param>
/// <param name="Optimizer">What moves them.</param>
internal sealed record TaggerCheckpoint(IReadOnlyDictionary<string, Parameter> Weights, AveragedWeights Averages, AdamW Optimizer)
{
    private const string WeightsFile = "weights.safetensors";
    private const string OptimizerFile = "optimizer.bin";
    private const string StateFile = "state.json";
    private const string AveragePrefix = "average.";

    /// <summary>Writes the files.</summary>
    /// <param name="folder">A folder that is there and empty.</param>
    /// <param name="epoch">How many epochs are done.</param>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "A folder that whoever asks moves to its place.")]
    public void Save(string folder, int epoch)
    {
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), [.. All().Select(t => Kept(t.Name, t.Tensor))]);
        using (var writer = new BinaryWriter(File.Create(Path.Combine(folder, OptimizerFile))))
        {
            Optimizer.save_state_dict(writer);
        }

        File.WriteAllBytes(Path.Combine(folder, StateFile), JsonSerializer.SerializeToUtf8Bytes(
            new State(epoch, Averages.Steps, HashOf(folder, epoch, Averages.Steps))));
    }

    /// <summary>Reads the files.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>How many epochs are done.</returns>
    /// <exception cref="CheckpointException">It is no checkpoint of such a network.</exception>
    public int Load(string folder)
    {
        try
        {
            var state = JsonSerializer.Deserialize<State>(File.ReadAllBytes(Path.Combine(folder, StateFile)))
                ?? throw new JsonException("it is empty");
            if (state.Sha256 != HashOf(folder, state.Epoch, state.Steps))
            {
                throw new InvalidDataException($"{WeightsFile}, {OptimizerFile} and {StateFile} are not as they were written");
            }

            using var checkpoint = Checkpoint.Open(Path.Combine(folder, WeightsFile));
            using (no_grad())
            {
                foreach (var (name, tensor) in All())
                {
                    Fill(checkpoint, name, tensor);
                }
            }

            using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, OptimizerFile)));
            Optimizer.load_state_dict(reader);
            Averages.Steps = state.Steps;
            return state.Epoch;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException
            or ArgumentException or FormatException)
        {
            throw new CheckpointException(
                $"{folder}: cannot be read as a checkpoint of this training: {e.Message.TrimEnd('.')}; "
                + "restore it, or begin the training anew (--force).",
                e);
        }
    }

    /// <summary>Of both files and of how far the training is: what was changed is found before libtorch reads it.</summary>
    private static string HashOf(string folder, int epoch, long steps)
    {
        var whole = string.Create(CultureInfo.InvariantCulture, $"{OfFile(WeightsFile)} {OfFile(OptimizerFile)} {epoch} {steps}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)));

        string OfFile(string name)
        {
            using var file = File.OpenRead(Path.Combine(folder, name));
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
    }

    private static CheckpointTensor Kept(string name, Tensor tensor) =>
        CheckpointTensor.FromValues(name, [.. tensor.shape.Select(l => (int)l)], TrainedWeights.Numbers(tensor));

    private static void Fill(Checkpoint checkpoint, string name, Tensor tensor)
    {
        if (!checkpoint.TryGet(name, out var kept) || !kept.Shape.Select(l => (long)l).SequenceEqual(tensor.shape))
        {
            throw new InvalidDataException($"the weight '{name}' is missing or of another shape");
        }

        using var values = torch.tensor(kept.ReadSingles(), tensor.shape);
        tensor.copy_(values);
    }

    private IEnumerable<(string Name, Tensor Tensor)> All() => Weights.Select(w => (w.Key, (Tensor)w.Value))
        .Concat(Averages.Tensors.Select(a => (AveragePrefix + a.Key, a.Value)));

    private sealed record State(int Epoch, long Steps, string Sha256);
}
