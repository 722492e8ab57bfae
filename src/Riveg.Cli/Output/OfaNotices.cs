using Riveg.Onnx.Ofa;

namespace Riveg.Cli.Output;

/// <summary>What is said of an OFA, and of a question to one.</summary>
internal static class OfaNotices
{
    /// <summary>Says that the model is not what was converted, where it is not.</summary>
    public static void TellChanges(OfaModel model)
    {
        if (model.Changes.Count > 0)
        {
            StandardStreams.Say(
                $"the model was changed since it was converted ({string.Join(", ", model.Changes.Values)}); "
                + "its answers may not be the checkpoint's.");
        }
    }

    /// <summary>Says that words were left out, where they were.</summary>
    public static void TellCut(OfaQuestion question)
    {
        if (question.Source.WasCut)
        {
            StandardStreams.Say("a text has more than 80 words; those behind the 80th were left out, as published.");
        }
    }
}
