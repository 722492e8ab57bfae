namespace Riveg.Builtin.Learning;

/// <summary>The logistic function and what goes with it.</summary>
internal static class Logistic
{
    /// <summary>The log-loss of an example, finite for every finite score.</summary>
    public static double Loss(double score, bool label)
    {
        var signed = label ? score : -score;
        return signed > 0 ? Math.Log(1 + Math.Exp(-signed)) : Math.Log(1 + Math.Exp(signed)) - signed;
    }

    /// <summary>1 / (1 + exp(-<paramref name="score"/>)), exact at both ends.</summary>
    public static double Sigmoid(double score) => 1 / (1 + Math.Exp(-score));

    /// <summary>The inverse of <see cref="Sigmoid"/>, finite for 0 and 1 too.</summary>
    public static double LogOdds(double probability)
    {
        var p = Math.Clamp(probability, 1e-12, 1 - 1e-12);
        return Math.Log(p / (1 - p));
    }
}
