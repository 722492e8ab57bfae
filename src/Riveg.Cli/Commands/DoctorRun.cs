using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.LanguageModels.Probes;
using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Store;
using Riveg.Profiles;
using Riveg.Service.Profiles;

namespace Riveg.Cli.Commands;

/// <summary>What works here, what is missing, and what to run.</summary>
internal static class DoctorRun
{
    private const string EndpointVariable = "RIVEG_CHAT_ENDPOINT";

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(DoctorRequest request, CancellationToken cancellationToken)
    {
        using var session = new ProfileSession();
        using var store = ProfileSession.OpenStore();
        return request.Profile is { } name
            ? await OfProfileAsync(request, name, session, store, cancellationToken)
            : await OfAllAsync(request, session, store, cancellationToken);
    }

    private static async Task<int> OfAllAsync(
        DoctorRequest request, ProfileSession session, ModelStore store, CancellationToken cancellationToken)
    {
        var works = WriteRuntime();
        if (!request.Offline
            && (request.Ports.Count > 0 || string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EndpointVariable))))
        {
            await ServerOutput.FindAndWriteAsync(request.Addresses, cancellationToken);
        }

        var complete = WriteProfiles(session.Catalog.ProfileNames, session, store);
        if (!complete)
        {
            StandardStreams.Say("some profiles are not ready; the table says what to do.");
        }

        return works && complete ? ExitCode.Done : ExitCode.Missing;
    }

    private static async Task<int> OfProfileAsync(
        DoctorRequest request, string name, ProfileSession session, ModelStore store, CancellationToken cancellationToken)
    {
        // A file that is not there or is no profile is told at once.
        var profile = session.LoadProfile(name);
        var needsNetworks = ProfileReadiness.Of(name, session, store).Models.Count > 0;
        var ready = !needsNetworks || WriteRuntime();
        ready &= WriteProfiles([name], session, store);
        if (!request.Offline)
        {
            ready &= EndpointsOf(profile) is { } endpoints
                ? await ChatProbeRun.RunAsync(endpoints, request.Addresses, cancellationToken)
                : await ServerOutput.FindAndWriteAsync(request.Addresses, cancellationToken) && false;
        }

        if (!ready)
        {
            StandardStreams.Say($"profile {name} is not ready; the tables say what to do.");
        }

        return ready ? ExitCode.Done : ExitCode.Missing;
    }

    // Null where they cannot be read, since they lack what the profiles' table says.
    private static IReadOnlyList<ServedEndpoint>? EndpointsOf(Profile profile)
    {
        try
        {
            return ServedEndpoint.Of(profile);
        }
        catch (ProfileException)
        {
            return null;
        }
    }

    private static bool WriteRuntime()
    {
        var runtime = OnnxDiagnosis.Runtime();
        if (!runtime.Works)
        {
            StandardStreams.Say(runtime.Message);
            return false;
        }

        Console.WriteLine(VisibleText.OneLine(runtime.Message));
        var table = Tables.CreateText("accelerators", "device", "works", "");
        foreach (var device in OnnxDiagnosis.Devices())
        {
            table.AddText(device.Device.ToString().ToLowerInvariant(), device.Works ? "yes" : "no", device.Message);
        }

        Tables.Write(table);
        return true;
    }

    private static bool WriteProfiles(IEnumerable<string> names, ProfileSession session, ModelStore store)
    {
        var table = Tables.CreateText("profiles", "profile", "stage", "model", "to do");
        var complete = true;
        foreach (var name in names)
        {
            var readiness = ProfileReadiness.Of(name, session, store);
            complete &= readiness.ToDo.Count == 0;
            AddTo(table, name, readiness);
        }

        Tables.Write(table);
        return complete;
    }

    private static void AddTo(Spectre.Console.Table table, string name, ProfileReadiness readiness)
    {
        foreach (var need in readiness.Models)
        {
            table.AddText(
                name,
                need.Slot.Name,
                need.Model,
                need.ToDo is null ? "nothing: ready" : need.IsMissingForPicturesAlone ? $"for pictures: {need.ToDo}" : need.ToDo);
        }

        if (readiness.Fault is not null || readiness.Models.Count == 0)
        {
            table.AddText(
                name, "all", readiness.Models.Count == 0 ? "none needed" : string.Empty, readiness.Fault ?? "nothing: ready");
        }
    }
}
