namespace Riveg.Evaluation.Scores;

/// <summary>Largest one-to-one matchings by augmenting paths.</summary>
internal static class BipartiteMatching
{
    /// <summary>Finds a matching with as many pairs as possible.</summary>
    /// <param name="leftCount">How many there are on the left.</param>
    /// <param name="rightCount">How many there are on the right.</param>
    /// <param name="mayMatch">Whether two may be a pair.</param>
    /// <returns>For each on the left its partner on the right, or -1.</returns>
    public static int[] FindLargest(int leftCount, int rightCount, Func<int, int, bool> mayMatch)
    {
        var ofRight = new int[rightCount];
        Array.Fill(ofRight, -1);
        for (var left = 0; left < leftCount; left++)
        {
            Augment(left, mayMatch, ofRight, new bool[rightCount]);
        }

        var ofLeft = new int[leftCount];
        Array.Fill(ofLeft, -1);
        for (var right = 0; right < rightCount; right++)
        {
            if (ofRight[right] >= 0)
            {
                ofLeft[ofRight[right]] = right;
            }
        }

        return ofLeft;
    }

    private static bool Augment(int left, Func<int, int, bool> mayMatch, int[] ofRight, bool[] visited)
    {
        for (var right = 0; right < ofRight.Length; right++)
        {
            if (visited[right] || !mayMatch(left, right))
            {
                continue;
            }

            visited[right] = true;
            if (ofRight[right] < 0 || Augment(ofRight[right], mayMatch, ofRight, visited))
            {
                ofRight[right] = left;
                return true;
            }
        }

        return false;
    }
}
