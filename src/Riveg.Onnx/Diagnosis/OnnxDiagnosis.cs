using Riveg.Faults;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Profiles;

namespace Riveg.Onnx.Diagnosis;

/// <summary>Whether a device works here.</summary>
/// <param name="Device">The device.</param>
/// <param name="Works">Whether a small network ran on it.</param>
/// <param name="Message">What it ran with, or why it does not work and what to do; one line.</param>
public sealed record DeviceDiagnosis(OnnxDevice Device, bool Works, string Message);

/// <summary>Which ONNX Runtime runs networks here.</summary>
/// <param name="Works">Whether it can be loaded.</param>
/// <param name="Library">The native library that <c>RIVEG_ONNXRUNTIME</c> chose; null for the one of the program, or where none
/// works.</param>
/// <param name="Version">Its version; null where it cannot be loaded.</param>
/// <param name="Providers">The execution providers that it was built with, by ONNX Runtime's names; their hardware need not be
/// there.</param>
/// <param name="Message">All of that, or why it cannot be loaded and what to do; one line.</param>
public sealed record RuntimeDiagnosis(bool Works, string? Library, string? Version, IReadOnlyList<string> Providers, string Message);

/// <summary>A model that a profile names.</summary>
/// <param name="Slot">The stage that needs it.</param>
/// <param name="Model">As the profile names it.</param>
/// <param name="ToDo">What to run to get it; null where it is there.</param>
public sealed record ModelNeed(StageSlot Slot, string Model, string? ToDo)
{
    /// <summary>Whether it is missing and posts without a picture are annotated all the same.</summary>
    public bool IsMissingForPicturesAlone { get; init; }
}

/// <summary>
/// What <c>riveg doctor</c> says about networks: which devices work, and which models a profile lacks. Nothing is fetched.
/// </summary>
public static class OnnxDiagnosis
{
    /// <summary>Loads ONNX Runtime and asks what it is.</summary>
    public static RuntimeDiagnosis Runtime()
    {
        try
        {
            var (library, version, providers) = (RuntimeLibrary.ChosenPath, NativeRuntime.Version, NativeRuntime.Providers);
            var from = library is null
                ? $"the one that comes with Riveg ({RuntimeLibrary.Variable} names no other)"
                : $"{library} ({RuntimeLibrary.Variable})";
            var message = $"ONNX Runtime {version}, {from}; execution providers: {string.Join(", ", providers)}";
            return new RuntimeDiagnosis(true, library, version, providers, message);
        }
        catch (StageUnavailableException e)
        {
            return new RuntimeDiagnosis(false, null, null, [], e.Message);
        }
    }

    /// <summary>Runs a small network on each device.</summary>
    public static IReadOnlyList<DeviceDiagnosis> Devices()
    {
        var folder = Directory.CreateTempSubdirectory("riveg-doctor-").FullName;
        try
        {
            var path = Path.Combine(folder, "probe.onnx");
            var ops = new OnnxEmitter();
            ops.Output("y", ops.Add(ops.Input("x", ElementType.Float32, 1), 1), 1);
            ops.Save(path, CancellationToken.None);
            return [.. OnnxDevices.All.Select(d => Probe(d, path))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The models that a profile's stages name, with what to run for those that are missing.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="catalog">Knows its stages.</param>
    /// <param name="store">The store.</param>
    internal static IReadOnlyList<ModelNeed> Models(Profile profile, StageCatalog catalog, ModelStore store)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var locator = new ModelLocator(store);
        return [.. profile.Stages
            .OrderBy(s => IndexOf(s.Key))
            .SelectMany(s => s.Value.All, (s, choice) => (Slot: s.Key, Model: catalog.ModelOf(profile, s.Key, choice)))
            .Where(s => s.Model is not null)
            .Select(s => Need(s.Slot, s.Model!, locator.MissingReason(s.Model!, profile.BaseFolder)))];

        ModelNeed Need(StageSlot slot, string model, string? toDo) => new(slot, model, toDo)
        {
            IsMissingForPicturesAlone = toDo is not null && slot.IsAboutPictures && locator.IsKnown(model),
        };
    }

    private static int IndexOf(StageSlot slot) => StageSlots.All.Index().First(s => s.Item == slot).Index;

    private static DeviceDiagnosis Probe(OnnxDevice device, string path)
    {
        try
        {
            using var session = OnnxSession.Open(path, new OnnxSessionOptions { Device = device }, trace: true);
            session.Run([new("x", Sessions.OnnxTensor.Of([1f], 1))], ["y"]);
            return session.DeviceInUse == device.Name()
                ? new DeviceDiagnosis(device, true, $"ONNX Runtime {NativeRuntime.Version}, {device.Provider()}")
                : new DeviceDiagnosis(
                    device,
                    false,
                    $"ONNX Runtime takes the device and does not use it: {session.DeviceInUse}; check the device's driver, "
                    + "or choose \"cpu\".");
        }
        catch (Exception e) when (e is StageUnavailableException or InvalidDataException)
        {
            return new DeviceDiagnosis(device, false, e.Message);
        }
    }
}
