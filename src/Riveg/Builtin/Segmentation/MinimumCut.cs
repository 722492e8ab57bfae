namespace Riveg.Builtin.Segmentation;

/// <summary>
/// A minimum cut of a grid with eight neighbours a cell, by the augmenting search trees of Boykov and Kolmogorov (PAMI 2004). Capacities
/// are whole numbers, so that the same graph gives the same cut everywhere.
/// </summary>
internal sealed class MinimumCut
{
    /// <summary>Half of the eight directions; the others are their opposites: the opposite of <c>d</c> is <c>7 - d</c>.</summary>
    public static readonly (int X, int Y)[] Directions = [(1, 0), (-1, 1), (0, 1), (1, 1), (-1, -1), (0, -1), (1, -1), (-1, 0)];

    private const int Around = 8;
    private const sbyte NoParent = -1;
    private const sbyte Terminal = -2;
    private const sbyte Orphan = -3;
    private const byte Free = 0;
    private const byte SourceTree = 1;
    private const byte SinkTree = 2;

    private readonly int[] neighbours;
    private readonly int[] capacities;
    private readonly int[] terminals;
    private readonly byte[] tree;
    private readonly sbyte[] parent;
    private readonly int[] distance;
    private readonly int[] stamp;
    private readonly Queue<int> active = new();
    private readonly bool[] isActive;
    private readonly Queue<int> orphans = new();

    // Cells whose edge to their parent is used up; they become orphans once the walk along the path no longer needs their parents.
    private readonly List<int> cutOff = [];
    private int time;

    /// <summary>Makes a grid without edges.</summary>
    public MinimumCut(int width, int height)
    {
        var count = width * height;
        neighbours = new int[count * Around];
        capacities = new int[count * Around];
        terminals = new int[count];
        tree = new byte[count];
        parent = new sbyte[count];
        distance = new int[count];
        stamp = new int[count];
        isActive = new bool[count];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var d = 0; d < Around; d++)
                {
                    var (nx, ny) = (x + Directions[d].X, y + Directions[d].Y);
                    neighbours[(((y * width) + x) * Around) + d] = nx >= 0 && ny >= 0 && nx < width && ny < height ? (ny * width) + nx : -1;
                }
            }
        }
    }

    /// <summary>Sets how much it costs to part a cell from the source and from the sink.</summary>
    public void SetTerminals(int cell, int source, int sink) => terminals[cell] = source - sink;

    /// <summary>
    /// Sets how much it costs to part a cell from its neighbour, in both directions; nothing is set where there is no neighbour.
    /// </summary>
    public void SetEdge(int cell, int direction, int capacity)
    {
        var other = neighbours[(cell * Around) + direction];
        if (other >= 0)
        {
            capacities[(cell * Around) + direction] = capacity;
            capacities[(other * Around) + Opposite(direction)] = capacity;
        }
    }

    /// <summary>Finds the cut; to be called once.</summary>
    /// <returns>For each cell whether it is on the source's side.</returns>
    public bool[] Solve()
    {
        PlantTrees();
        while (active.TryPeek(out var cell))
        {
            if (tree[cell] == Free || !Grow(cell, out var from, out var direction))
            {
                active.Dequeue();
                isActive[cell] = false;
                continue;
            }

            time++;
            Augment(from, direction);
            while (orphans.TryDequeue(out var orphan))
            {
                Adopt(orphan);
            }
        }

        return Array.ConvertAll(tree, t => t == SourceTree);
    }

    private static int Opposite(int direction) => 7 - direction;

    private void PlantTrees()
    {
        for (var cell = 0; cell < terminals.Length; cell++)
        {
            parent[cell] = NoParent;
            if (terminals[cell] != 0)
            {
                tree[cell] = terminals[cell] > 0 ? SourceTree : SinkTree;
                parent[cell] = Terminal;
                distance[cell] = 1;
                Activate(cell);
            }
        }
    }

    private void Activate(int cell)
    {
        if (!isActive[cell])
        {
            isActive[cell] = true;
            active.Enqueue(cell);
        }
    }

    // Grows a tree at a cell until it meets the other tree; then "from" is the cell on the source's side of the meeting edge.
    private bool Grow(int cell, out int from, out int direction)
    {
        for (var d = 0; d < Around; d++)
        {
            var other = neighbours[(cell * Around) + d];
            if (other < 0 || Residual(cell, d, tree[cell]) == 0)
            {
                continue;
            }

            if (tree[other] == Free)
            {
                tree[other] = tree[cell];
                Attach(other, Opposite(d), cell);
                Activate(other);
            }
            else if (tree[other] != tree[cell])
            {
                (from, direction) = tree[cell] == SourceTree ? (cell, d) : (other, Opposite(d));
                return true;
            }
            else if (stamp[other] <= stamp[cell] && distance[other] > distance[cell] + 1)
            {
                Attach(other, Opposite(d), cell);
            }
        }

        (from, direction) = (-1, -1);
        return false;
    }

    // What can flow along a tree's growth from a cell: away from it in the source's tree, towards it in the sink's.
    private int Residual(int cell, int direction, byte side) => side == SourceTree
        ? capacities[(cell * Around) + direction]
        : capacities[(neighbours[(cell * Around) + direction] * Around) + Opposite(direction)];

    private void Attach(int cell, int directionToParent, int to)
    {
        parent[cell] = (sbyte)directionToParent;
        stamp[cell] = stamp[to];
        distance[cell] = distance[to] + 1;
    }

    private void Augment(int from, int direction)
    {
        var to = neighbours[(from * Around) + direction];
        var amount = Math.Min(capacities[(from * Around) + direction], Math.Min(Bottleneck(from), Bottleneck(to)));
        Push(from, direction, amount);
        PushAlong(from, amount);
        PushAlong(to, amount);
        foreach (var cell in cutOff)
        {
            parent[cell] = Orphan;
            orphans.Enqueue(cell);
        }

        cutOff.Clear();
    }

    private int Bottleneck(int cell)
    {
        var least = int.MaxValue;
        while (parent[cell] != Terminal)
        {
            least = Math.Min(least, ParentCapacity(cell));
            cell = neighbours[(cell * Around) + parent[cell]];
        }

        return Math.Min(least, Math.Abs(terminals[cell]));
    }

    // What can still flow between a cell and its parent, from the source towards the sink.
    private int ParentCapacity(int cell) => tree[cell] == SourceTree
        ? capacities[(neighbours[(cell * Around) + parent[cell]] * Around) + Opposite(parent[cell])]
        : capacities[(cell * Around) + parent[cell]];

    private void Push(int cell, int direction, int amount)
    {
        capacities[(cell * Around) + direction] -= amount;
        capacities[(neighbours[(cell * Around) + direction] * Around) + Opposite(direction)] += amount;
    }

    private void PushAlong(int cell, int amount)
    {
        while (parent[cell] != Terminal)
        {
            var up = neighbours[(cell * Around) + parent[cell]];
            if (tree[cell] == SourceTree)
            {
                Push(up, Opposite(parent[cell]), amount);
            }
            else
            {
                Push(cell, parent[cell], amount);
            }

            if (ParentCapacity(cell) == 0)
            {
                cutOff.Add(cell);
            }

            cell = up;
        }

        terminals[cell] -= tree[cell] == SourceTree ? amount : -amount;
        if (terminals[cell] == 0)
        {
            cutOff.Add(cell);
        }
    }

    private void Adopt(int cell)
    {
        var best = -1;
        var least = int.MaxValue;
        for (var d = 0; d < Around; d++)
        {
            var other = neighbours[(cell * Around) + d];
            if (other >= 0 && tree[other] == tree[cell] && Residual(other, Opposite(d), tree[cell]) > 0
                && DistanceToRoot(other) is var steps and < int.MaxValue && steps < least)
            {
                (best, least) = (d, steps);
            }
        }

        if (best >= 0)
        {
            parent[cell] = (sbyte)best;
            stamp[cell] = time;
            distance[cell] = least + 1;
        }
        else
        {
            Abandon(cell);
        }
    }

    private int DistanceToRoot(int cell)
    {
        var steps = 0;
        var at = cell;
        while (stamp[at] != time)
        {
            if (parent[at] == Terminal)
            {
                stamp[at] = time;
                distance[at] = 1;
                break;
            }

            if (parent[at] is Orphan or NoParent)
            {
                return int.MaxValue;
            }

            steps++;
            at = neighbours[(at * Around) + parent[at]];
        }

        var total = steps + distance[at];
        for (at = cell; stamp[at] != time; at = neighbours[(at * Around) + parent[at]])
        {
            stamp[at] = time;
            distance[at] = total--;
        }

        return distance[cell];
    }

    private void Abandon(int cell)
    {
        for (var d = 0; d < Around; d++)
        {
            var other = neighbours[(cell * Around) + d];
            if (other < 0 || tree[other] != tree[cell])
            {
                continue;
            }

            if (Residual(other, Opposite(d), tree[cell]) > 0)
            {
                Activate(other);
            }

            if (parent[other] >= 0 && neighbours[(other * Around) + parent[other]] == cell)
            {
                parent[other] = Orphan;
                orphans.Enqueue(other);
            }
        }

        tree[cell] = Free;
        parent[cell] = NoParent;
    }
}
