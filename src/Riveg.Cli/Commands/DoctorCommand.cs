using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Store;
using Riveg.Profiles;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg doctor</c>: what works here, what is missing, and what to run.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Says what each profile lacks here, which accelerators work, and what to run.");
        command.SetAction(_ =>
        {
            using var session = new ProfileSession();
            using var store = ProfileSession.OpenStore();
            var runtime = OnnxDiagnosis.Runtime();
            if (runtime.Works)
            {
                Console.WriteLine(VisibleText.OneLine(runtime.Message));
                WriteDevices();
            }
            else
            {
                StandardStreams.Say(runtime.Message);
            }

            var complete = WriteProfiles(session.Catalog, store);
            if (!complete)
            {
                StandardStreams.Say("some profiles lack models; the table says what to run.");
            }

            return runtime.Works && complete ? ExitCode.Done : ExitCode.Missing;
        });
        return command;
    }

    private static void WriteDevices()
    {
        var table = Tables.CreateText("accelerators", "device", "works", "");
        foreach (var device in OnnxDiagnosis.Devices())
        {
            table.AddText(device.Device.ToString().ToLowerInvariant(), device.Works ? "yes" : "no", device.Message);
        }

        Tables.Write(table);
    }

    private static bool WriteProfiles(StageCatalog catalog, ModelStore store)
    {
        var table = Tables.CreateText("profiles", "profile", "stage", "model", "to do");
        var complete = true;
        foreach (var name in catalog.ProfileNames)
        {
            var needs = OnnxDiagnosis.Models(catalog.LoadProfile(name), catalog, store);
            if (needs.Count == 0)
            {
                table.AddText(name, "all", "none needed", "nothing: ready");
            }

            foreach (var need in needs)
            {
                complete &= need.ToDo is null;
                table.AddText(name, need.Slot.Name, need.Model, need.ToDo ?? "nothing: ready");
            }
        }

        Tables.Write(table);
        return complete;
    }
}
