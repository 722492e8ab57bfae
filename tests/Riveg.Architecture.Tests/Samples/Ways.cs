
// One namespace for each way in which compiled code can know another namespace, and one for those that leave no trace. Nothing here is ever
// run.
#pragma warning disable CA1812, CA1822, CA1852, CA1823, CA1801, IDE0051, IDE0052, IDE0044, CS0169, CS0649, CS0067, MA0003, MA0036, MA0096
namespace Riveg.Architecture.Tests.Samples.Known
{
    internal enum Kind
    {
        None,
        Some,
    }

    internal interface IContract;

    internal class Thing
    {
        public const int Count = 3;

        public static readonly Thing Only = new();

        public static void Act() => Console.Error.Flush();

        public static object Make() => Only;
    }

    internal sealed class Fault : Exception;

    internal delegate void Reaction(int value);

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class MarkAttribute : Attribute;
}

namespace Riveg.Architecture.Tests.Samples
{
    using Riveg.Architecture.Tests.Samples.Known;

    /// <summary>Signatures that name no room of their own, so that a body can use what a type argument brings.</summary>
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class AboutAttribute(object? value) : Attribute
    {
        public object? Value { get; } = value;

        public object? Named { get; set; }
    }

    namespace ByBase
    {
        internal sealed class Knower : Thing;
    }

    namespace ByInterface
    {
        internal sealed class Knower : IContract;
    }

    namespace ByInterfaceArgument
    {
        internal abstract class Knower : IComparable<Thing>
        {
            int IComparable<Thing>.CompareTo(Thing? other) => 0;
        }
    }

    namespace ByConstraint
    {
        internal sealed class Knower<T> where T : IContract;
    }

    namespace ByMethodConstraint
    {
        internal sealed class Knower
        {
            public void Act<T>() where T : IContract => Console.Error.Flush();
        }
    }

    namespace ByField
    {
        internal sealed class Knower
        {
            private readonly Thing? _thing;
        }
    }

    namespace ByArrayField
    {
        internal sealed class Knower
        {
            private readonly Dictionary<string, List<Thing[][]>>? _things;
        }
    }

    namespace ByParameter
    {
        internal abstract class Knower
        {
            public abstract void Act(ref Thing thing);
        }
    }

    namespace ByReturn
    {
        internal abstract class Knower
        {
            public abstract Task<Thing> ActAsync();
        }
    }

    namespace ByProperty
    {
        internal abstract class Knower
        {
            public abstract Kind Kind { get; }
        }
    }

    namespace ByEvent
    {
        internal abstract class Knower
        {
            public abstract event Reaction Reacted;
        }
    }

    namespace ByFunctionPointer
    {
        internal abstract unsafe class Knower
        {
            private readonly delegate*<Thing, void> _act;
        }
    }

    namespace ByStaticCall
    {
        internal sealed class Knower
        {
            public void Act() => Thing.Act();
        }
    }

    namespace ByStaticField
    {
        internal sealed class Knower
        {
            public object Act() => Thing.Only;
        }
    }

    namespace ByTypeArgumentInBody
    {
        internal sealed class Knower
        {
            public int Act() => Enumerable.Empty<Thing>().Count();
        }
    }

    namespace ByTypeOf
    {
        internal sealed class Knower
        {
            public Type Act() => typeof(Thing);
        }
    }

    namespace ByCast
    {
        internal sealed class Knower
        {
            public bool Act(object value) => value is IContract;
        }
    }

    namespace ByCatch
    {
        internal sealed class Knower
        {
            public void Act()
            {
                try
                {
                    Console.Error.Flush();
                }
                catch (Fault)
                {
                    Console.Error.Flush();
                }
            }
        }
    }

    namespace ByFilter
    {
        internal sealed class Knower
        {
            public void Act()
            {
                try
                {
                    Console.Error.Flush();
                }
                catch (Exception e) when (e is Fault)
                {
                    Console.Error.Flush();
                }
            }
        }
    }

    namespace ByLambda
    {
        internal sealed class Knower
        {
            public Func<object> Act(int captured) => () => captured > 0 ? Thing.Make() : captured;
        }
    }

    namespace ByMethodGroup
    {
        internal sealed class Knower
        {
            public Action Act() => Thing.Act;
        }
    }

    namespace ByLocalFunction
    {
        internal sealed class Knower
        {
            public int Act()
            {
                return Local();

                static int Local()
                {
                    Thing.Act();
                    return 1;
                }
            }
        }
    }

    namespace ByAsyncBody
    {
        internal sealed class Knower
        {
            public async Task ActAsync()
            {
                await Task.Yield();
                Thing.Act();
            }
        }
    }

    namespace ByIterator
    {
        internal sealed class Knower
        {
            public IEnumerable<int> Act()
            {
                Thing.Act();
                yield return 1;
            }
        }
    }

    namespace ByNestedType
    {
        internal sealed class Knower
        {
            private sealed class Nested
            {
                private sealed class Deeper
                {
                    private readonly Thing? _thing;
                }
            }
        }
    }

    namespace Between
    {
        internal static class Chooser
        {
            public static void Choose(Kind kind) => Console.Error.Write(kind);

            public static Thing Make() => Thing.Only;
        }
    }

    namespace ByEnumArgument
    {
        internal sealed class Knower
        {
            public void Act() => Between.Chooser.Choose(Kind.Some);
        }
    }

    namespace ByReturnedValue
    {
        internal sealed class Knower
        {
            public string? Act() => Between.Chooser.Make().ToString();
        }
    }

    namespace ByAttributeOfType
    {
        [Mark]
        internal sealed class Knower;
    }

    namespace ByAttributeOfParameter
    {
        internal abstract class Knower
        {
            public abstract void Act([Mark] int value);
        }
    }

    namespace ByAttributeOfReturn
    {
        internal abstract class Knower
        {
            [return: Mark]
            public abstract int Act();
        }
    }

    namespace ByAttributeOfProperty
    {
        internal abstract class Knower
        {
            [Mark]
            public abstract int Value { get; }
        }
    }

    namespace ByAttributeOfTypeParameter
    {
        internal sealed class Knower<[Mark] T>;
    }

    namespace ByAttributeType
    {
        [About(typeof(List<Thing>))]
        internal sealed class Knower;
    }

    namespace ByAttributeTypes
    {
        [About(new[] { typeof(int), typeof(Thing) })]
        internal sealed class Knower;
    }

    namespace ByAttributeEnum
    {
        [About(null, Named = Kind.Some)]
        internal sealed class Knower;
    }

    namespace ByDefaultStruct
    {
        internal sealed class Knower
        {
            public object Act() => default(Kind);
        }
    }

    namespace ByNameOnly
    {
        /// <summary>Names <see cref="Thing"/> where nothing of it is compiled.</summary>
        internal sealed class Knower
        {
            public string Act() => nameof(Thing) + Thing.Count;
        }
    }

    namespace Parent
    {
        internal sealed class Knower
        {
            private readonly Child.Known? _child;
        }
    }

    namespace Parent.Child
    {
        internal sealed class Known;
    }

    namespace CircleInBodies.First
    {
        internal static class Door
        {
            public static void Enter() => Third.Door.Enter();
        }
    }

    namespace CircleInBodies.Second
    {
        internal static class Door
        {
            public static async Task EnterAsync()
            {
                await Task.Yield();
                First.Door.Enter();
            }
        }
    }

    namespace CircleInBodies.Third
    {
        internal static class Door
        {
            public static Func<Task> Enter() => () => Second.Door.EnterAsync();
        }
    }
}
